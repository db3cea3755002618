import type { Selectable } from "kysely";
import type { PlayKey } from "../../../schemas/play-record.ts";
import type { Database } from "../../context.ts";
import type { Tables } from "../tables.ts";
import { archivedBeside, withArchived } from "./archived-plays.ts";
import { hotBeside, hotInWindow } from "./hot-plays.ts";
import type { PlayRow } from "./play-log.ts";
import { byKey } from "./play-order.ts";

export type CompletenessRow = Selectable<Tables["completeness_days"]>;

/** A showing as far as it proves that something was on the glass, and that a boot was running. */
export type ShowingRow = Pick<
  Selectable<Tables["play_records"]>,
  "player" | "boot" | "seq" | "started_at_ms" | "started_mono_ms" | "shown_ms" | "panel"
>;

interface Asked {
  readonly screenId: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** Only what was received by then. */
  readonly untilReceivedMs: number;
}

/** Who served the screen in `[fromMs, toMs)`, oldest first. */
export function listServices(
  db: Database,
  { screenId, fromMs, toMs }: Omit<Asked, "untilReceivedMs">,
): Promise<Selectable<Tables["player_assignments"]>[]> {
  return db
    .selectFrom("player_assignments")
    .selectAll()
    .where("screen_id", "=", screenId)
    .where("from_ms", "<", toMs)
    .where((where) => where.or([where("to_ms", "is", null), where("to_ms", ">", fromMs)]))
    .orderBy("from_ms")
    .orderBy("player")
    .execute();
}

/** Showings that lie in `[fromMs, toMs)` at least in part and began at most `longestMs` before it, by start. */
export async function listShowings(
  db: Database,
  { screenId, fromMs, toMs, untilReceivedMs }: Asked,
  longestMs: number,
): Promise<ShowingRow[]> {
  const holds = (row: PlayRow) => row.started_at_ms + row.shown_ms > fromMs && row.received_at_ms <= untilReceivedMs;
  const window = { screenIds: [screenId], fromMs: fromMs - longestMs, toMs };
  const asked = { ...window, order: "asc" as const, holds };
  return withArchived(db, await hotInWindow(db, asked), asked, (row) => row);
}

/** The last showing that began before an instant, and the first that began at it or after. */
export async function listShowingsBeside(
  db: Database,
  { screenId, untilReceivedMs }: Pick<Asked, "screenId" | "untilReceivedMs">,
  { beforeMs, fromMs }: { readonly beforeMs: number; readonly fromMs: number },
): Promise<ShowingRow[]> {
  const holds = (row: PlayRow) => row.received_at_ms <= untilReceivedMs;
  const earlier = { screenIds: [screenId], fromMs: 0, toMs: beforeMs, order: "desc", limit: 1, holds } as const;
  const later = { ...earlier, fromMs, toMs: Number.MAX_SAFE_INTEGER, order: "asc" } as const;
  const found: ShowingRow[] = [];
  for (const asked of [earlier, later]) {
    found.push(...(await withArchived(db, await hotInWindow(db, asked), asked, (row) => row)));
  }
  return found;
}

/** The record of a player on the screen that began last before `untilReceivedMs` and was received by then. */
export async function findLastReceived(db: Database, screenId: string, player: number, untilReceivedMs: number) {
  const window = { screenIds: [screenId], player, fromMs: 0, toMs: untilReceivedMs + 1 };
  const holds = (row: PlayRow) => row.received_at_ms <= untilReceivedMs;
  const asked = { ...window, order: "desc", limit: 1, holds } as const;
  const [last] = await withArchived(db, await hotInWindow(db, asked), asked, (row) => row);
  return last;
}

/** Losses that a player told in `[fromMs, untilReceivedMs]`. */
export function listLosses(db: Database, player: number, fromMs: number, untilReceivedMs: number) {
  return db
    .selectFrom("play_anomalies")
    .select(["boot", "seq", "detail_json"])
    .where("player", "=", player)
    .where("kind", "=", "gap")
    .where("at_ms", ">=", fromMs)
    .where("at_ms", "<=", untilReceivedMs)
    .orderBy("boot")
    .orderBy("seq")
    .execute();
}

/** The records of a player just before one key and just after another. */
export async function findRecordsAround(db: Database, player: number, from: PlayKey, to: PlayKey) {
  const before = [await hotBeside(db, player, from, "before"), await archivedBeside(db, player, from, "before")];
  const after = [await hotBeside(db, player, to, "after"), await archivedBeside(db, player, to, "after")];
  const inOrder = (rows: typeof before) => rows.flatMap((row) => row ?? []).sort(byKey);
  return { before: inOrder(before).at(-1), after: inOrder(after).at(0) };
}

/** When the screen's first manifest was made; undefined before. */
export async function findFirstManifestMs(
  db: Database,
  screenId: string,
  untilMs: number,
): Promise<number | undefined> {
  const row = await db
    .selectFrom("manifests")
    .select((select) => select.fn.min("created_at_ms").as("at_ms"))
    .where("screen_id", "=", screenId)
    .where("created_at_ms", "<=", untilMs)
    .executeTakeFirst();
  return row?.at_ms == null ? undefined : Number(row.at_ms);
}

/** The stored days of a screen from one date to another, both included, in order. */
export function listStoredDays(
  db: Database,
  screenId: string,
  fromDate: string,
  toDate: string,
): Promise<CompletenessRow[]> {
  return db
    .selectFrom("completeness_days")
    .selectAll()
    .where("screen_id", "=", screenId)
    .where("civil_date", ">=", fromDate)
    .where("civil_date", "<=", toDate)
    .orderBy("civil_date")
    .execute();
}

/** Stored days of a screen that were counted before their log had all arrived. */
export async function listUnsettledDates(db: Database, screenId: string): Promise<string[]> {
  const rows = await db
    .selectFrom("completeness_days")
    .select("civil_date")
    .where("screen_id", "=", screenId)
    .where("is_settled", "=", 0)
    .orderBy("civil_date")
    .execute();
  return rows.map(({ civil_date }) => civil_date);
}

/** Stores a day in place of what was known of it. */
export async function saveDay(db: Database, row: CompletenessRow): Promise<void> {
  const { account_json, open_json, is_settled, evidence_until_ms } = row;
  await db
    .insertInto("completeness_days")
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(["screen_id", "civil_date"])
        .doUpdateSet({ account_json, open_json, is_settled, evidence_until_ms }),
    )
    .execute();
}
