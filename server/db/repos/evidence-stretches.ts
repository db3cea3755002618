import type { PlayKey } from "../../../schemas/play-record.ts";
import type { Database } from "../../context.ts";
import type { BootStretch } from "./evidence-archive.ts";
import { listStretchesByKey } from "./hot-plays.ts";
import { byKey } from "./play-order.ts";
import { StretchReader } from "./stretch-records.ts";

/** The records of a player that an exported piece of evidence is about. */
interface Asked {
  readonly screenIds: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly untilReceivedMs: number;
}

/**
 * Keys of records of a player in the table that began on these screens in `[fromMs, toMs)` and were received by
 * `untilReceivedMs`, among them the first and the last of each boot. Only stretches over an edge of the window are looked into.
 */
export async function hotEnds(
  db: Database,
  player: number,
  { screenIds, fromMs, toMs, untilReceivedMs }: Asked,
): Promise<PlayKey[]> {
  const own = db
    .selectFrom("play_stretches")
    .where("player", "=", player)
    .where("received_at_ms", "<=", untilReceivedMs)
    .where(
      "screen",
      "in",
      db
        .selectFrom("play_screens")
        .select("number")
        .where("screen_id", "in", [...screenIds]),
    );
  const within = await own
    .where("from_started_ms", ">=", fromMs)
    .where("to_started_ms", "<", toMs)
    .select((select) => ["boot", select.fn.min("first_seq").as("first"), select.fn.max("last_seq").as("last")] as const)
    .groupBy("boot")
    .execute();
  const overEdge = await own
    .where("from_started_ms", "<", toMs)
    .where("to_started_ms", ">=", fromMs)
    .where((where) => where.or([where("from_started_ms", "<", fromMs), where("to_started_ms", ">=", toMs)]))
    .selectAll()
    .execute();
  const cut = (await new StretchReader(db).readAll(overEdge)).filter(
    (row) => row.started_at_ms >= fromMs && row.started_at_ms < toMs,
  );
  return [
    ...within.flatMap(({ boot, first, last }) => [first, last].map((seq) => ({ boot, seq: Number(seq) }))),
    ...cut.map(({ boot, seq }) => ({ boot, seq })),
  ];
}

/** Of each stretch of a player in the table from `first` to `last`, both included, its part of the clock. */
export async function hotBootsOfPart(
  db: Database,
  player: number,
  first: PlayKey,
  last: PlayKey,
): Promise<BootStretch[]> {
  const found = await listStretchesByKey(db, player, first, last).selectAll().execute();
  const isWithin = (stretch: (typeof found)[number]) =>
    byKey({ ...stretch, seq: stretch.first_seq }, first) >= 0 &&
    byKey({ ...stretch, seq: stretch.last_seq }, last) <= 0;
  const cut = await new StretchReader(db).readAll(found.filter((stretch) => !isWithin(stretch)));
  const asked = cut.filter((row) => byKey(row, first) >= 0 && byKey(row, last) <= 0);
  return [
    ...found
      .filter(isWithin)
      .map(({ boot, from_mono_ms, to_mono_ms }) => ({ boot, fromMonoMs: from_mono_ms, toMonoMs: to_mono_ms })),
    ...asked.map(({ boot, started_mono_ms: atMs }) => ({ boot, fromMonoMs: atMs, toMonoMs: atMs })),
  ];
}
