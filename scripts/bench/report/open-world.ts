import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addDays } from "../../../schemas/rules/zoned-time.ts";
import { type Config, readConfig } from "../../../server/config.ts";
import type { Log, ServiceContext } from "../../../server/context.ts";
import { migrations } from "../../../server/db/migrations/index.ts";
import { openInstallation } from "../../../server/open-installation.ts";
import { fillPlays } from "./fill-plays.ts";
import {
  DAYS,
  EDITIONS_IN_LOOP,
  editionIdOf,
  FIRST_DATE,
  FIRST_MS,
  FLEETS,
  GENERATOR,
  MONTH,
  PROGRAMME,
  SCREENS,
  screenIdOf,
} from "./plays-sql.ts";

export const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Where the year lies, made before or now. */
export interface BenchWorld {
  readonly config: Config;
  readonly dir: string;
  /** null: it was there. */
  readonly madeInMs: number | null;
}

/** An installation with the year of plays, kept for the next run; `fresh` makes it anew. */
export async function openWorld(fresh: boolean): Promise<BenchWorld> {
  const named = createHash("sha256").update(JSON.stringify([GENERATOR, SCREENS, DAYS, MONTH, Object.keys(migrations)]));
  const dir = join(tmpdir(), "cot-moc-bench-report", named.digest("hex").slice(0, 12));
  if (fresh) await rm(dir, { recursive: true, force: true });
  const config = readConfig({ DATA_DIR: dir, SERVER_NAME: "bench", PORT: "0" });
  if (existsSync(dir)) return { config, dir, madeInMs: null };
  const startedMs = performance.now();
  const part = `${dir}.part`;
  await rm(part, { recursive: true, force: true });
  await mkdir(part, { recursive: true });
  const ctx = await openInstallation(readConfig({ DATA_DIR: part, SERVER_NAME: "bench" }), SILENT);
  await fillPlaces(ctx);
  await fillEditions(ctx);
  await fillPlanned(ctx);
  await ctx.db.destroy();
  await fillPlays(join(part, "cot-moc.db"));
  await rename(part, dir);
  return { config, dir, madeInMs: performance.now() - startedMs };
}

async function fillPlaces({ db }: ServiceContext): Promise<void> {
  const made = { created_at_ms: FIRST_MS - 86_400_000, retired_at_ms: null };
  const label = { tags_json: "[]", updated_at_ms: FIRST_MS };
  for (let screen = 0; screen < SCREENS; screen += 1) {
    const [siteId, clusterId, screenId] = [`site-${screen % 25}`, `cluster-${screen % 100}`, screenIdOf(screen)];
    if (screen < 25) {
      const names = { name_vi: `Cửa khẩu ${screen}`, name_en: `Gate ${screen}`, time_zone: "Asia/Ho_Chi_Minh" };
      await db
        .insertInto("sites")
        .values({ id: siteId, gate_id: null, language_mix_json: "[]", ...names, ...label, ...made })
        .execute();
    }
    if (screen < 100) {
      await db
        .insertInto("clusters")
        .values({ id: clusterId, site_id: siteId, name: `Cụm ${screen}`, ...made })
        .execute();
    }
    const size = { width_px: 1_920, height_px: 1_080 };
    await db
      .insertInto("screens")
      .values({ id: screenId, cluster_id: clusterId, name: `Màn ${screen}`, ...size, ...label, ...made })
      .execute();
    const paired = { key_id: `key-${screen}`, public_x: "x", device_name: "", paired_at_ms: FIRST_MS, paired_by: null };
    const silent = { revoked_at_ms: null, highest_boot: 0, state_json: null, state_at_ms: null };
    await db
      .insertInto("players")
      .values({ number: screen + 1, ...paired, ...silent })
      .execute();
    await db
      .insertInto("player_assignments")
      .values({ player: screen + 1, screen_id: screenId, from_ms: 0, to_ms: null })
      .execute();
  }
}

const LANGUAGES = ["vi", "km", "lo", "zh-Hans", "en"];

async function fillEditions({ db }: ServiceContext): Promise<void> {
  const made = { created_at_ms: FIRST_MS, retired_at_ms: null };
  for (let edition = 0; edition < EDITIONS_IN_LOOP * 12 * FLEETS; edition += 1) {
    const [storyId, editionId] = [`story-${edition}`, `edition-${edition}`];
    const language = LANGUAGES[edition % LANGUAGES.length] ?? "vi";
    await db
      .insertInto("stories")
      .values({
        id: storyId,
        title: `Tin ${edition}`,
        created_by: null,
        inbox_item_id: null,
        updated_at_ms: FIRST_MS,
        ...made,
      })
      .execute();
    await db
      .insertInto("editions")
      .values({ id: editionId, story_id: storyId, language, ...made })
      .execute();
    await db
      .insertInto("edition_versions")
      .values({
        ...{ id: editionIdOf(edition), edition_id: editionId, version: 1, kind: "image", title: `Tin ${edition}` },
        ...{ asset_sha256: null, template_id: null, fields_json: null, duration_ms: 10_000, not_before_ms: null },
        ...{ not_after_ms: null, credit: "", source_url: null, needs_native_check: 0 },
        ...{ programmes_json: JSON.stringify([PROGRAMME]), created_by: null, created_at_ms: FIRST_MS },
      })
      .execute();
  }
}

/** What was planned in the month that is reported, as it is stored when a day is over. */
async function fillPlanned({ db }: ServiceContext): Promise<void> {
  const monthIndex = Number(MONTH.slice(5)) - 1;
  for (let date = `${MONTH}-01`; date.startsWith(MONTH); date = addDays(date, 1)) {
    const from_ms = FIRST_MS + (Date.parse(`${date}T00:00:00Z`) - Date.parse(`${FIRST_DATE}T00:00:00Z`));
    const day = { civil_date: date, from_ms, to_ms: from_ms + 86_400_000, held_json: "[]", held_ms: 86_400_000 };
    const days = [];
    const counts = [];
    for (let screen = 0; screen < SCREENS; screen += 1) {
      days.push({ screen_id: screenIdOf(screen), ...day, evidence_until_ms: from_ms + 90_000_000 });
      for (let item = 0; item < EDITIONS_IN_LOOP; item += 1) {
        const edition = item + EDITIONS_IN_LOOP * monthIndex + EDITIONS_IN_LOOP * 12 * (screen % FLEETS);
        const entry_id = `01930000-0000-7000-a000-${String(item % 3).padStart(12, "0")}`;
        const planned = { edition_version_id: editionIdOf(edition), entry_id, plays: item < 4 ? 12 : 8 };
        counts.push({ screen_id: screenIdOf(screen), civil_date: date, ...planned });
      }
    }
    for (let at = 0; at < days.length; at += 500)
      await db
        .insertInto("planned_days")
        .values(days.slice(at, at + 500))
        .execute();
    for (let at = 0; at < counts.length; at += 500) {
      await db
        .insertInto("planned_counts")
        .values(counts.slice(at, at + 500))
        .execute();
    }
  }
}
