import type { PlayBatch, PlayRecord } from "./play-record.ts";
import { isDuration, isPlayRecord } from "./play-record-reader.ts";
import { recordText } from "./trust/record-chain.ts";

/** A batch of which may be known how each of its records was written. */
export type HeardBatch = PlayBatch & {
  /** The canonical text of each record, as it stood in the frame. */
  readonly texts?: readonly string[];
};

/** A record and where its text ends. */
export interface ScannedRecord {
  readonly record: PlayRecord;
  readonly text: string;
  readonly end: number;
}

/** From here on every record is another one; all before it says what was shown, over and over. */
const CHAIN = '"prevSha256":"';
const REST =
  /"prevSha256":"([0-9a-f]{64})","seq":([1-9]\d{0,15}),"shownMs":(0|[1-9]\d{0,10}),"slotIndex":(0|[1-9]\d{0,15}),"startedMonoMs":(0|[1-9]\d{0,10}),"startedWallMs":(0|-?[1-9]\d{0,15}),"zone":"([a-z][a-z0-9-]{0,31})"\}/y;
const ANY_REST = `${CHAIN}${"0".repeat(64)}","seq":1,"shownMs":0,"slotIndex":0,"startedMonoMs":0,"startedWallMs":0,"zone":"a"}`;
/** Of either age. One takes about a kilobyte with the record it stands for: all of them some twenty megabytes. */
const MAX_BEGINNINGS = 10_000;

/**
 * Reads play records that were written canonically, one after another, out of a longer text: what it reads, `JSON.parse`
 * and the schema read too, and anything else it leaves to them. The beginning of a record, which says what was shown, is
 * looked at once and known again: in a day a screen says the same few hundred things ten thousand times.
 */
export class PlayRecordScanner {
  #young = new Map<string, PlayRecord>();
  #old = new Map<string, PlayRecord>();

  /** `undefined` unless a canonical record that the schema accepts stands there. */
  scan(text: string, at: number): ScannedRecord | undefined {
    const chainAt = text.indexOf(CHAIN, at);
    if (chainAt === -1) return undefined;
    REST.lastIndex = chainAt;
    const rest = REST.exec(text);
    if (rest === null) return undefined;
    const model = this.#modelOf(text.slice(at, chainAt));
    const record = model === undefined ? undefined : withRest(model, rest);
    return record === undefined ? undefined : { record, text: text.slice(at, REST.lastIndex), end: REST.lastIndex };
  }

  /** Any record that begins like this. */
  #modelOf(beginning: string): PlayRecord | undefined {
    const young = this.#young.get(beginning);
    if (young !== undefined) return young;
    const known = this.#old.get(beginning) ?? readModel(`${beginning}${ANY_REST}`);
    if (known === undefined) return undefined;
    if (this.#young.size >= MAX_BEGINNINGS) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    // The same text from elsewhere: as a part of the frame it would keep all of that.
    this.#young.set(recordText(known).slice(0, beginning.length), known);
    return known;
  }
}

function readModel(text: string): PlayRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // What is no JSON is no record either.
    return undefined;
  }
  return isPlayRecord(value) && recordText(value) === text ? value : undefined;
}

function withRest(model: PlayRecord, rest: RegExpExecArray): PlayRecord | undefined {
  const [, prevSha256 = "", seqText, shownText, slotText, monoText, wallText, zone = ""] = rest;
  const seq = Number(seqText);
  const shownMs = Number(shownText);
  const slotIndex = Number(slotText);
  const startedMonoMs = Number(monoText);
  const startedWallMs = Number(wallText);
  const isGood =
    Number.isSafeInteger(seq) &&
    isDuration(shownMs) &&
    Number.isSafeInteger(slotIndex) &&
    isDuration(startedMonoMs) &&
    Number.isSafeInteger(startedWallMs);
  if (!isGood) return undefined;
  const { airingSha256, boot, clock, editionVersionId, entryId, joinedLate, kind, language, loopId } = model;
  const { manifestRevision, outcome, panel, plannedMs, player } = model;
  return {
    airingSha256,
    boot,
    clock,
    editionVersionId,
    entryId,
    joinedLate,
    kind,
    language,
    loopId,
    manifestRevision,
    outcome,
    panel,
    plannedMs,
    player,
    prevSha256,
    seq,
    shownMs,
    slotIndex,
    startedMonoMs,
    startedWallMs,
    zone,
  };
}
