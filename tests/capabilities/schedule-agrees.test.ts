import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Manifest } from "../../schemas/manifest.ts";
import { slotAt } from "../../schemas/rules/slot-at.ts";
import { canonicalJson } from "../../schemas/trust/canonical-json.ts";
import { previewManifest } from "../../server/services/manifests/preview-manifest.ts";
import { publishSchedule } from "../../server/services/schedule/publish-schedule.ts";
import { Interpreter, type Shown } from "../interpreter/interpreter.ts";
import { readRows } from "../interpreter/read-rows.ts";
import type { Rows } from "../interpreter/rows.ts";
import { type AgentShelf, openAgentShelf } from "../support/agent-shelf.ts";
import { schedulePlans } from "../support/random-schedule.ts";
import { applyPlan, createScheduleWorld, type ScheduleWorld } from "../support/schedule-world.ts";

const isLong = process.env.TEST_TIER === "long";
/** Worlds whose 90 days hold a change of the clock, Tết, or a leap day; schedules and instants for each. */
const WORLDS = [
  { fromDate: "2026-10-05", timeZone: "Europe/Berlin", schedules: isLong ? 80 : 4 },
  { fromDate: "2027-01-04", timeZone: "America/St_Johns", schedules: isLong ? 60 : 4 },
  { fromDate: "2027-12-20", timeZone: "Europe/Berlin", schedules: isLong ? 60 : 4 },
] as const;
const HOUR_MS = 3_600_000;
/** In so long a stretch each share of the generator has room for a showing. */
const LONG_MS = 4 * HOUR_MS;
const SEEN_DAYS = 7;
const INSTANTS = isLong ? 2_000 : 200;
/** All of them in the long run. */
const MOST_BOUNDARIES = isLong ? Number.MAX_SAFE_INTEGER : 150;

describe.each(WORLDS)("from $fromDate on", ({ fromDate, timeZone, schedules }) => {
  let world: ScheduleWorld;
  const shelves = new Map<string, AgentShelf>();

  beforeAll(async () => {
    world = await createScheduleWorld(fromDate, timeZone);
    for (const screenId of world.screenIds) shelves.set(screenId, await openAgentShelf(world.test.ctx, screenId));
  });
  afterAll(async () => {
    for (const shelf of shelves.values()) await shelf.close();
    await world.test.close();
  });

  test("what the agent holds, signed and verified, plays what the rows say, and the preview said so before publishing", async () => {
    await fc.assert(
      fc.asyncProperty(schedulePlans(world.frame), fc.nat(), async (plan, salt) => {
        await applyPlan(world, plan);
        const previews = new Map<string, Manifest>();
        for (const screenId of world.screenIds) {
          previews.set(screenId, (await previewManifest(world.editor, { screenId })).manifest);
        }
        await publishSchedule(world.editor);
        const rows = await readRows(world.test.ctx.db);
        for (const [screenId, shelf] of shelves) {
          await shelf.fetch();
          const held = await shelf.restart();
          if (held === null) throw new Error("The agent holds nothing.");
          const preview = { ...previews.get(screenId), revision: held.revision };
          expect(canonicalJson(preview), "the preview").toBe(canonicalJson(held));
          const reader = new Interpreter(rows, screenId, held.days[0]?.[0] ?? 0);
          expectValidity(held, rows);
          compare(held, reader, salt);
          expectAllSeen(held, reader);
        }
      }),
      { numRuns: schedules, ...(isLong ? { endOnFailure: true } : { interruptAfterTimeLimit: 45_000 }) },
    );
  }, 3_600_000);
});

/** Asks both at every boundary, one millisecond before and after it, and at random instants. */
function compare(held: Manifest, reader: Interpreter, salt: number): void {
  const fromMs = held.days[0]?.[0] ?? 0;
  const toMs = held.days.at(-1)?.[1] ?? 0;
  const random = randomFrom(salt);
  const boundaries = sample(reader.boundaries(fromMs, toMs), MOST_BOUNDARIES, random);
  const instants = boundaries.flatMap((atMs) => [atMs - 1, atMs, atMs + 1]);
  for (let index = 0; index < INSTANTS; index += 1) instants.push(fromMs + Math.floor(random() * (toMs - fromMs)));
  for (const atMs of instants.filter((one) => one >= fromMs && one < toMs)) {
    const answer = slotAt(held, atMs);
    expect(answer.startedAtMs <= atMs && atMs < answer.endsAtMs).toBe(true);
    const shown: Shown =
      answer.kind === "slate"
        ? { kind: "slate" }
        : {
            kind: "item",
            entryId: answer.entryId,
            airingSha256: answer.item.airingSha256,
            // A manifest that begins in the middle of an item knows no more of it than its end.
            startedAtMs:
              answer.startedAtMs === fromMs
                ? Math.min(fromMs, answer.endsAtMs - answer.item.durationMs)
                : answer.startedAtMs,
          };
    const objection = reader.objection(atMs, shown);
    if (objection !== null) {
      const when = new Date(atMs).toISOString();
      throw new Error(`${held.screenId} at ${when} (${atMs}): ${objection}; ${JSON.stringify(answer)}`);
    }
  }
}

/** An item carries the validity that was approved: a player that is offline stops it by nothing else. */
function expectValidity(held: Manifest, rows: Rows): void {
  const approved = new Map([...rows.items.values()].flat().map((item) => [item.airingSha256, item]));
  for (const { airingSha256, language, durationMs, notBeforeMs, notAfterMs } of held.items) {
    const { siteIds: _, ...item } = approved.get(airingSha256) ?? { siteIds: null };
    expect({ airingSha256, language, durationMs, notBeforeMs, notAfterMs }).toEqual(item);
  }
}

/** In each long stretch without a boundary, of the first days: who must be seen is seen. */
function expectAllSeen(held: Manifest, reader: Interpreter): void {
  const fromMs = held.days[0]?.[0] ?? 0;
  const bounds = reader.boundaries(fromMs, fromMs + SEEN_DAYS * 24 * HOUR_MS);
  for (const [index, startMs] of bounds.entries()) {
    const endMs = bounds[index + 1] ?? startMs;
    if (endMs - startMs < LONG_MS) continue;
    const seen = new Set<string>();
    for (let atMs = startMs; atMs < endMs; ) {
      const answer = slotAt(held, atMs);
      if (answer.kind === "item") seen.add(answer.entryId);
      atMs = answer.endsAtMs;
    }
    const unseen = reader.mustBeSeen(startMs).filter((entryId) => !seen.has(entryId));
    if (unseen.length > 0) throw new Error(`${held.screenId} from ${startMs} to ${endMs}: never shows ${unseen}`);
  }
}

/** Up to `most` of them, in order. */
function sample(list: readonly number[], most: number, random: () => number): number[] {
  return list.filter(() => random() * list.length < most);
}

/** Numbers in `[0, 1)`, the same for the same salt (mulberry32). */
function randomFrom(salt: number): () => number {
  let state = salt | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
