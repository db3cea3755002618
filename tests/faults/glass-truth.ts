import { expect } from "vitest";
import { type PlayRecord, QUALIFYING_MS } from "../../schemas/play-record.ts";
import type { MadeShowing, StageClient } from "../support/stage-client.ts";

/** The agent counts by its own clock, from when it hears of it: on a busy machine a little later than it was. */
const SLACK_MS = 400;
/** What happened this shortly before the end of an agent may not be on its disk: a busy one syncs slowly. */
const DURABLE_AFTER_MS = 1_200;
const SAME_START_MS = 1_500;

/** What one stage showed in one life of an agent, and when that life ended. */
export interface Life {
  readonly showings: readonly MadeShowing[];
  readonly endedAtMs: number;
}

/** To be called as the agent ends. */
export function lifeOf(stage: StageClient, endedAtMs = Date.now()): Life {
  return { showings: stage.showings.map((showing) => ({ ...showing })), endedAtMs };
}

/** Those of the showings that must be in the log. */
export function showingsThatCount(lives: readonly Life[]): MadeShowing[] {
  return lives.flatMap((life) => life.showings.filter((showing) => mustCount(showing, life)));
}

/** What is wrong with a log, by what was really on the glass. */
export interface Disagreement {
  readonly what: "lost" | "invented" | "doubled";
  readonly airingSha256: string;
  readonly atMs: number;
}

/** Holds a log against the glass: each showing that counted is there once, and nothing is there that was not shown. */
export function disagreements(records: readonly PlayRecord[], lives: readonly Life[]): Disagreement[] {
  const showings = lives.flatMap((life) => life.showings);
  const recordsOf = (showing: MadeShowing) => records.filter((record) => isSame(record, showing));
  const lost = showingsThatCount(lives)
    .filter((showing) => recordsOf(showing).length === 0)
    .map(({ airingSha256, shownAtMs }): Disagreement => ({ what: "lost", airingSha256, atMs: shownAtMs }));
  const doubled = showings
    .filter((showing) => recordsOf(showing).length > 1)
    .map(({ airingSha256, shownAtMs }): Disagreement => ({ what: "doubled", airingSha256, atMs: shownAtMs }));
  const invented = records
    .filter((record) => !showings.some((showing) => isSame(record, showing)))
    .map(({ airingSha256, startedWallMs }): Disagreement => ({ what: "invented", airingSha256, atMs: startedWallMs }));
  return [...lost, ...doubled, ...invented];
}

/** No key twice, no hole within a boot, and no two showings at the same instant. */
export function expectHonestLog(records: readonly PlayRecord[]): void {
  for (const boot of new Set(records.map((record) => record.boot))) {
    const ofBoot = records.filter((record) => record.boot === boot);
    expect(
      ofBoot.map(({ seq }) => seq),
      `boot ${boot}`,
    ).toEqual(ofBoot.map((_, index) => index + 1));
    for (const [index, { startedMonoMs }] of ofBoot.slice(1).entries()) {
      const before = ofBoot[index];
      expect(startedMonoMs).toBeGreaterThanOrEqual((before?.startedMonoMs ?? 0) + (before?.shownMs ?? 0));
    }
  }
}

function mustCount({ shownAtMs, removedAtMs }: MadeShowing, { endedAtMs }: Life): boolean {
  // Its end was told to an agent that may have died before it heard.
  const heardOf = removedAtMs !== undefined && removedAtMs + DURABLE_AFTER_MS < endedAtMs;
  const shownMs = (heardOf ? removedAtMs : endedAtMs) - shownAtMs;
  return shownMs >= QUALIFYING_MS + SLACK_MS + (heardOf ? 0 : DURABLE_AFTER_MS);
}

function isSame(record: PlayRecord, { airingSha256, shownAtMs }: MadeShowing): boolean {
  return record.airingSha256 === airingSha256 && Math.abs(record.startedWallMs - shownAtMs) < SAME_START_MS;
}
