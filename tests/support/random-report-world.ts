import { DOCUMENT_TYPES } from "../../schemas/envelope.ts";
import type { Manifest } from "../../schemas/manifest.ts";
import { signDocument } from "../../schemas/trust/envelope.ts";
import { insertManifest } from "../../server/db/repos/manifests.ts";
import { writeBoots, writePresence } from "../../server/db/repos/presence.ts";
import { newId } from "../../server/new-id.ts";
import { type Draw, drawFrom } from "./draw.ts";
import { addPlayer, type Showing } from "./play-device.ts";
import { drawReportInputs } from "./random-report-inputs.ts";
import { createReportWorld, type ReportWorld, type WorldScreen } from "./report-world.ts";
import { makeSigner } from "./trust.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FIRST_MS = Date.parse("2026-08-14T17:00:00Z");
const ENTRIES = ["01930000-0000-7000-8000-0000000000c1", "01930000-0000-7000-8000-0000000000c2"];

/** When reports are made: before the late logs come in, and after. */
export const EARLY_MS = Date.parse("2027-01-02T00:00:00Z");
export const UNTIL_MS = Date.parse("2027-01-10T00:00:00Z");

/** A report world in which all that a report on the last quarter of 2026 rests on is drawn by chance from a seed. */
export interface RandomReportWorld extends ReportWorld {
  /** Tells what players had kept back, between the two instants. */
  tellLate(): Promise<void>;
}

/** A boot of a device as it really was. */
interface DrawnBoot {
  readonly startMs: number;
  readonly endMs: number;
  readonly showings: readonly Showing[];
}

export async function createRandomReportWorld(seed: number): Promise<RandomReportWorld> {
  const draw = drawFrom(seed);
  const world = await createReportWorld(3);
  const screens = [...world.screens, await addSecondScreen(world)];
  const airings = await drawReportInputs(world, screens, draw);
  const late: (() => Promise<void>)[] = [];
  for (const screen of screens) {
    const heldFrom = await drawManifests(world, screen, airings, draw);
    const boots = drawBoots(world, airings, heldFrom, draw);
    await tellPresence(world, screen, boots, heldFrom, draw);
    const keptBack = draw.isTrue(0.5) ? boots.length - 1 : boots.length;
    for (const [index, boot] of boots.entries()) {
      const tell = async () => {
        const atMs = index < keptBack ? boot.endMs + draw.between(1, 30) * HOUR_MS : EARLY_MS + 3 * DAY_MS;
        world.house.clock.set(index < keptBack ? Math.min(atMs, EARLY_MS - HOUR_MS) : atMs);
        await world.play(screen, boot.showings);
      };
      if (index < keptBack) await tell();
      else late.push(tell);
    }
  }
  world.house.clock.set(EARLY_MS);
  return {
    ...world,
    screens,
    tellLate: async () => {
      for (const tell of late) await tell();
      world.house.clock.set(UNTIL_MS);
    },
  };
}

/** Beside the first, in the same cluster. */
async function addSecondScreen(world: ReportWorld): Promise<WorldScreen> {
  const { ctx } = world.house;
  const [first] = world.screens;
  if (first === undefined) throw new Error("There is no screen.");
  const screenId = newId(ctx.now());
  const made = { created_at_ms: ctx.now(), updated_at_ms: ctx.now(), retired_at_ms: null };
  await ctx.db
    .insertInto("screens")
    .values({
      ...{ id: screenId, cluster_id: first.clusterId, name: "Màn hình 2", tags_json: "[]" },
      ...made,
      width_px: 1_920,
      height_px: 1_080,
    })
    .execute();
  const signer = await makeSigner();
  return { screenId, clusterId: first.clusterId, player: await addPlayer(ctx, signer, screenId), signer, boots: [] };
}

/** From which instant the screen really holds each revision. */
type HeldFrom = readonly { readonly fromMs: number; readonly revision: number }[];

const heldAt = (held: HeldFrom, atMs: number): number =>
  held.filter(({ fromMs }) => fromMs <= atMs).at(-1)?.revision ?? 0;

async function drawManifests(
  { house, versions }: ReportWorld,
  { screenId }: WorldScreen,
  airings: readonly string[],
  draw: Draw,
): Promise<HeldFrom> {
  const signer = await makeSigner();
  let createdAtMs = FIRST_MS - DAY_MS;
  let fromMs = FIRST_MS;
  const held: { fromMs: number; revision: number }[] = [];
  for (const revision of [1, 2, 3]) {
    const manifest = drawManifest(screenId, revision, versions, airings, draw);
    const sha256 = draw.hex(64);
    await insertManifest(house.ctx.db, {
      ...{ screen_id: screenId, revision, sha256, content_sha256: sha256, created_at_ms: createdAtMs },
      envelope_json: JSON.stringify(await signDocument(manifest, DOCUMENT_TYPES.manifest, [signer])),
    });
    held.push({ fromMs, revision });
    createdAtMs = Math.max(createdAtMs, fromMs) + draw.between(20 * DAY_MS, 50 * DAY_MS);
    // Some learn of it within seconds, some only after days without a link.
    fromMs = createdAtMs + draw.oneOf([7_531, draw.between(HOUR_MS, 12 * DAY_MS)]);
  }
  return held;
}

/** Long slots: a quarter is followed slot by slot. */
function drawManifest(
  screenId: string,
  revision: number,
  versions: ReportWorld["versions"],
  airings: readonly string[],
  draw: Draw,
): Manifest {
  const items = Array.from({ length: draw.between(2, 4) }, (): Manifest["items"][number] => {
    const index = draw.between(0, versions.length - 1);
    const { id = "", language = "vi" } = versions[index] ?? {};
    const facts = { kind: "image" as const, airingSha256: airings[index] ?? "", editionVersionId: id, language };
    return {
      ...facts,
      renditions: [],
      durationMs: draw.between(600, 6_000) * 500,
      notBeforeMs: null,
      notAfterMs: null,
    };
  });
  const use = items.map((_, index): [number, number] => [index, index % ENTRIES.length]);
  const loop = () => ({ use, s: draw.list(draw.between(1, 6), () => draw.between(0, use.length - 1)).join(" ") });
  const [one, other, plan, weekend] = ["1", "2", "3", "4"].map((digit) => digit.repeat(16)) as [
    string,
    string,
    string,
    string,
  ];
  const midMs = draw.between(1, 23) * HOUR_MS + draw.between(0, 999);
  return {
    ...{ type: "manifest", screenId, siteId: screenId, place: { name: "Cửa khẩu thử", languages: ["vi"] }, revision },
    timeZone: "Asia/Ho_Chi_Minh",
    days: draw.list(100, (day) => [
      FIRST_MS + day * DAY_MS,
      FIRST_MS + (day + 1) * DAY_MS,
      day % 7 === 0 ? weekend : plan,
    ]),
    weekly: draw.list(7, (day) => (day > 4 ? weekend : plan)),
    dayPlans: {
      [plan]: [
        [0, midMs, one, draw.between(0, HOUR_MS)],
        [midMs, DAY_MS, other, draw.between(0, HOUR_MS)],
      ],
      [weekend]: [[0, DAY_MS, other, 0]],
    },
    ...{ loops: { [one]: loop(), [other]: loop() }, items, entries: [...ENTRIES], assets: {}, fallback: one },
  };
}

/** Boots one after the other with dark times between, each with showings in order, some close together and some days apart. */
function drawBoots({ versions }: ReportWorld, airings: readonly string[], held: HeldFrom, draw: Draw): DrawnBoot[] {
  const boots: DrawnBoot[] = [];
  let atMs = FIRST_MS + draw.between(0, 40) * DAY_MS + draw.between(0, DAY_MS);
  while (atMs < EARLY_MS - 4 * DAY_MS && boots.length < 6) {
    const startMs = atMs;
    const showings: Showing[] = [];
    for (let left = draw.between(4, 12); left > 0 && atMs < EARLY_MS - 2 * DAY_MS; left -= 1) {
      atMs += draw.oneOf([
        draw.between(0, 900),
        draw.between(1_100, 9_000),
        draw.between(0, 3 * HOUR_MS),
        draw.between(0, 5 * DAY_MS),
      ]);
      const version = draw.between(0, versions.length - 1);
      const shownMs = draw.oneOf([draw.between(2_000, 60_000), draw.between(60_000, 2 * HOUR_MS)]);
      showings.push({
        ...{ editionVersionId: versions[version]?.id ?? "", language: versions[version]?.language ?? "vi" },
        ...{ airingSha256: airings[version] ?? "", entryId: draw.oneOf(ENTRIES) },
        ...{ startedWallMs: atMs, startedMonoMs: atMs - startMs, shownMs, plannedMs: shownMs },
        manifestRevision: Math.max(1, heldAt(held, atMs)),
        outcome: draw.oneOf(["completed", "completed", "completed", "cut", "interrupted"] as const),
        panel: draw.oneOf(["on", "on", "on", "off", "unknown"] as const),
      });
      atMs += shownMs;
    }
    boots.push({ startMs, endMs: atMs, showings });
    atMs += draw.between(60_000, 2 * DAY_MS);
  }
  return boots;
}

/** Heartbeats as stretches, with silences; mostly a last one after the quarter that says that the log is all there is. */
async function tellPresence(
  { house }: ReportWorld,
  { player }: WorldScreen,
  boots: readonly DrawnBoot[],
  held: HeldFrom,
  draw: Draw,
): Promise<void> {
  const rows: Parameters<typeof writePresence>[1][number][] = [];
  const tell = (boot: number, fromMs: number, toMs: number, headSeq: number) =>
    rows.push({
      ...{ player: player.number, from_ms: fromMs, to_ms: toMs, boot: boot * 2 + 1 },
      panel: draw.oneOf(["on", "on", "off", "unknown"] as const),
      ...{ playing_revision: heldAt(held, fromMs), held_revision: heldAt(held, fromMs) },
      ...{
        is_slate: draw.isTrue(0.2) ? 1 : 0,
        has_stage: draw.isTrue(0.9) ? 1 : 0,
        has_troubles: draw.isTrue(0.3) ? 1 : 0,
      },
      mode: draw.oneOf(["all", "all", "slate"] as const),
      ...{ head_boot: headSeq === 0 ? 0 : boot * 2 + 1, head_seq: headSeq },
    });
  for (const [index, { startMs, endMs, showings }] of boots.entries()) {
    await writeBoots(house.ctx.db, [
      { player: player.number, boot: index * 2 + 1, started_at_ms: startMs, first_seen_ms: startMs + 20_000 },
    ]);
    if (draw.isTrue(0.3)) continue;
    for (let atMs = startMs + 20_000; atMs < endMs; ) {
      const toMs = Math.min(endMs, atMs + draw.between(HOUR_MS, 2 * DAY_MS));
      const closed = showings.filter((one) => (one.startedWallMs ?? 0) + (one.shownMs ?? 0) <= atMs).length;
      tell(index, atMs, toMs, closed);
      atMs = toMs + draw.oneOf([0, draw.between(0, DAY_MS)]) + 1;
    }
  }
  const last = boots.at(-1);
  if (last !== undefined && draw.isTrue(0.8))
    tell(boots.length - 1, EARLY_MS - HOUR_MS, EARLY_MS, last.showings.length);
  await writePresence(house.ctx.db, rows);
}
