import type { PlayGap } from "../../../schemas/play-record.ts";
import type { HashBytes } from "../../../schemas/trust/airing-approval.ts";
import { recordSha256 } from "../../../schemas/trust/record-chain.ts";
import { keyOf } from "./outbox.ts";
import type { OutboxLine } from "./outbox-line.ts";

/**
 * Keeps lines that wait for a disk within `maxRecords`: what a closed record makes superfluous goes first, then the
 * oldest records, and one gap line stands for all of these. `isJournalled`
 * tells whether a showing stands open on the disk.
 */
export function boundLines(
  lines: readonly OutboxLine[],
  maxRecords: number,
  isJournalled: (showing: string) => boolean,
  hash: HashBytes,
): OutboxLine[] {
  const short = withoutSuperfluous(lines);
  const records = short.filter((line) => line.t === "closed").length;
  let excess = records - maxRecords;
  if (excess <= 0) return short;
  let gap: PlayGap | undefined;
  const closes: string[] = [];
  const kept: OutboxLine[] = [];
  for (const line of short) {
    if (line.t === "gap") {
      gap = joinGaps(gap, line.gap);
      closes.push(...line.closes);
    } else if (line.t === "closed" && excess > 0) {
      excess -= 1;
      gap = joinGaps(gap, gapOf(line, hash));
      if (isJournalled(line.showing)) closes.push(line.showing);
    } else kept.push(line);
  }
  return gap === undefined ? kept : [{ t: "gap", gap, closes }, ...kept];
}

/** A closed record says all that its showing's other lines said. */
function withoutSuperfluous(lines: readonly OutboxLine[]): OutboxLine[] {
  const closed = new Set(lines.flatMap((line) => (line.t === "closed" ? [line.showing] : [])));
  const lastProgress = new Map(lines.flatMap((line) => (line.t === "progress" ? [[line.showing, line]] : [])));
  return lines.filter((line) => {
    if (line.t === "closed" || line.t === "gap") return true;
    return !closed.has(line.showing) && (line.t === "open" || lastProgress.get(line.showing) === line);
  });
}

function gapOf({ record }: OutboxLine & { t: "closed" }, hash: HashBytes): PlayGap {
  const key = keyOf(record);
  const headSha256 = recordSha256(record, hash);
  return {
    from: key,
    to: key,
    count: 1,
    reason: "log-refused-writes",
    prevSha256: record.prevSha256,
    headSha256,
  };
}

function joinGaps(first: PlayGap | undefined, next: PlayGap): PlayGap {
  if (first === undefined) return next;
  return { ...first, to: next.to, count: first.count + next.count, headSha256: next.headSha256 };
}
