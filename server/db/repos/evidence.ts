import { type Selectable, sql } from "kysely";
import type { PlayKey } from "../../../schemas/play-record.ts";
import type { Database } from "../../context.ts";
import type { Tables } from "../tables.ts";
import { archivedOfPlayer, mergePlays } from "./archived-plays.ts";
import type { BatchHeadRow } from "./batch-heads.ts";
import { archivedBootsOfPart, archivedEnds, type BootStretch } from "./evidence-archive.ts";
import { hotBootsOfPart, hotEnds } from "./evidence-stretches.ts";
import { hotOfPlayer } from "./hot-plays.ts";
import type { PlayRow } from "./play-log.ts";
import { byKey } from "./play-order.ts";

export type AnchorRow = Selectable<Tables["clock_anchors"]>;
export type AssignmentRow = Selectable<Tables["player_assignments"]>;

/** An unbroken part of a player's log, both ends included. */
export interface LogPart {
  readonly player: number;
  readonly first: PlayKey;
  readonly last: PlayKey;
}

/**
 * Of each player the part of its log from the first to the last record that began in `[fromMs, toMs)` and was received by
 * `untilReceivedMs`, drawn out to the end of the batch that the last one came in: a signature is over a whole batch.
 */
export async function listLogParts(
  db: Database,
  { fromMs, toMs, untilReceivedMs }: { fromMs: number; toMs: number; untilReceivedMs: number },
): Promise<LogPart[]> {
  const parts: LogPart[] = [];
  for (const { player, screen_ids } of await screensOfPlayers(db)) {
    const keys = await hotEnds(db, player, { screenIds: screen_ids, fromMs, toMs, untilReceivedMs });
    keys.push(...(await archivedEnds(db, player, { fromMs, toMs, untilReceivedMs })));
    keys.sort(byKey);
    const [first] = keys;
    const end = keys.at(-1);
    if (first === undefined || end === undefined) continue;
    parts.push({ player, first, last: (await findHeadFrom(db, player, end)) ?? end });
  }
  return parts;
}

async function screensOfPlayers(db: Database): Promise<{ player: number; screen_ids: string[] }[]> {
  const rows = await db.selectFrom("player_assignments").select(["player", "screen_id"]).orderBy("player").execute();
  const byPlayer = new Map<number, Set<string>>();
  for (const { player, screen_id } of rows) {
    byPlayer.set(player, (byPlayer.get(player) ?? new Set()).add(screen_id));
  }
  return [...byPlayer].map(([player, screens]) => ({ player, screen_ids: [...screens].sort() }));
}

async function findHeadFrom(db: Database, player: number, { boot, seq }: PlayKey): Promise<PlayKey | undefined> {
  return db
    .selectFrom("play_batch_heads")
    .select(["boot", "seq"])
    .where("player", "=", player)
    .where(sql<boolean>`(boot, seq) >= (${boot}, ${seq})`)
    .orderBy("boot")
    .orderBy("seq")
    .limit(1)
    .executeTakeFirst();
}

/** What is left of a part after a key of it: one lower bound, or a page would be looked for from the part's beginning. */
function isLeft({ first, last }: LogPart, after: PlayKey | null = null) {
  const { boot, seq } = after ?? first;
  const isFrom = after === null ? sql`>=` : sql`>`;
  return sql<boolean>`(boot, seq) ${isFrom} (${boot}, ${seq}) and (boot, seq) <= (${last.boot}, ${last.seq})`;
}

/** Records of the part after a key, in the order of the chain; at most `limit`. */
export async function listRecordsOfPart(
  db: Database,
  part: LogPart,
  after: PlayKey | null,
  limit: number,
): Promise<PlayRow[]> {
  const { player, first, last } = part;
  const from = after === null ? first : { boot: after.boot, seq: after.seq + 1 };
  const hot = await hotOfPlayer(db, player, { first: from, last, limit });
  const until = hot.length >= limit ? (hot.at(-1) ?? last) : last;
  const archived = await archivedOfPlayer(db, player, { first: from, last: until, limit });
  return archived.length === 0 ? hot : mergePlays(hot, archived, byKey, limit);
}

/** Heads of the batches that end in the part, in the order of the chain, after a key; at most `limit`. */
export function listHeadsOfPart(
  db: Database,
  part: LogPart,
  after: PlayKey | null,
  limit: number,
): Promise<BatchHeadRow[]> {
  return db
    .selectFrom("play_batch_heads")
    .selectAll()
    .where("player", "=", part.player)
    .where(isLeft(part, after))
    .orderBy("boot")
    .orderBy("seq")
    .limit(limit)
    .execute();
}

/** The boots of a part, and the stretch of each one's monotonic clock in which its records began. */
export async function listBootsOfPart(db: Database, part: LogPart): Promise<BootStretch[]> {
  const { player, first, last } = part;
  const hot = await hotBootsOfPart(db, player, first, last);
  const boots = new Map<number, BootStretch>();
  for (const one of [...hot, ...(await archivedBootsOfPart(db, player, first, last))]) {
    const { fromMonoMs, toMonoMs } = boots.get(one.boot) ?? one;
    boots.set(one.boot, {
      boot: one.boot,
      fromMonoMs: Math.min(fromMonoMs, one.fromMonoMs),
      toMonoMs: Math.max(toMonoMs, one.toMonoMs),
    });
  }
  return [...boots.values()].sort((one, other) => one.boot - other.boot);
}

/** The anchors of a boot within a stretch, with the last before it and the first after it, after one of them; at most `limit`. */
export async function listAnchorsOfBoot(
  db: Database,
  boot: { player: number; boot: number; fromMonoMs: number; toMonoMs: number },
  afterMonoMs: number,
  limit: number,
): Promise<AnchorRow[]> {
  const { rows } = await sql<AnchorRow>`select player, boot, mono_ms, utc_ms, uncertainty_ms from clock_anchors as a
    where a.player = ${boot.player} and a.boot = ${boot.boot} and a.mono_ms > ${afterMonoMs}
    and a.mono_ms >= coalesce((select max(b.mono_ms) from clock_anchors as b where b.player = ${boot.player}
      and b.boot = ${boot.boot} and b.mono_ms <= ${boot.fromMonoMs}), ${boot.fromMonoMs})
    and a.mono_ms <= coalesce((select min(c.mono_ms) from clock_anchors as c where c.player = ${boot.player}
      and c.boot = ${boot.boot} and c.mono_ms > ${boot.toMonoMs}), ${boot.toMonoMs})
    order by a.mono_ms limit ${limit}`.execute(db);
  return rows;
}

/** The players by number, with the screens they served, oldest first. */
export async function listPlayersServing(
  db: Database,
  numbers: readonly number[],
): Promise<{ number: number; key_id: string; public_x: string; assignments: AssignmentRow[] }[]> {
  if (numbers.length === 0) return [];
  const players = await db
    .selectFrom("players")
    .select(["number", "key_id", "public_x"])
    .where("number", "in", [...numbers])
    .orderBy("number")
    .execute();
  const served = await db
    .selectFrom("player_assignments")
    .selectAll()
    .where("player", "in", [...numbers])
    .orderBy("player")
    .orderBy("from_ms")
    .execute();
  return players.map((one) => ({ ...one, assignments: served.filter(({ player }) => player === one.number) }));
}

/** Every root document, first version first, as its envelope's text. */
export async function listRootEnvelopes(db: Database): Promise<{ version: number; envelope_json: string }[]> {
  return db.selectFrom("root_documents").select(["version", "envelope_json"]).orderBy("version").execute();
}
