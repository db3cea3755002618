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
const ANY_REST = `${CHAIN}${"0".repeat(64)}","seq":1,"shownMs":0,"slotIndex":0,"startedMonoMs":0,"startedWallMs":0,"zone":"a"}`;
const ZONE = /[a-z][a-z0-9-]{0,31}/y;
const SHA256 = /[0-9a-f]{64}/y;
const SHA256_DIGITS = 64;
/** Of the largest safe integer. */
const MAX_DIGITS = 16;
const [MINUS, ZERO, NINE] = [0x2d, 0x30, 0x39];
/** Of either age. One takes about a kilobyte with the record it stands for: all of them some twenty megabytes. */
const MAX_BEGINNINGS = 10_000;

/** What a record can begin with. */
interface Beginning {
  readonly text: string;
  /** Any record that begins like this. */
  readonly model: PlayRecord;
  /** What came after it the last time: loops go round. */
  next: Beginning | undefined;
}

/**
 * Reads play records that were written canonically, one after another, out of a longer text: what it reads, `JSON.parse`
 * and the schema read too, and anything else it leaves to them. The beginning of a record, which says what was shown, is
 * looked at once and known again: in a day a screen says the same few hundred things ten thousand times.
 */
export class PlayRecordScanner {
  #young = new Map<string, Beginning>();
  #old = new Map<string, Beginning>();
  #before: Beginning | undefined;
  #zone = "main";

  /** What is read from, and how far it has been. */
  #text = "";
  #at = 0;

  /** `undefined` unless a canonical record that the schema accepts stands there. */
  scan(text: string, at: number): ScannedRecord | undefined {
    const beginning = this.#beginningAt(text, at);
    if (beginning === undefined) return undefined;
    this.#text = text;
    this.#at = at + beginning.text.length;
    const record = this.#readRest(beginning.model);
    const end = this.#at;
    return record === undefined ? undefined : { record, text: text.slice(at, end), end };
  }

  #beginningAt(text: string, at: number): Beginning | undefined {
    const before = this.#before;
    const guess = before?.next;
    const isGuess =
      guess !== undefined &&
      text.slice(at, at + guess.text.length) === guess.text &&
      text.startsWith(CHAIN, at + guess.text.length);
    const found = isGuess ? guess : this.#lookUp(text, at);
    if (before !== undefined) before.next = found;
    this.#before = found;
    return found;
  }

  #lookUp(text: string, at: number): Beginning | undefined {
    const chainAt = text.indexOf(CHAIN, at);
    if (chainAt === -1) return undefined;
    const beginning = text.slice(at, chainAt);
    const young = this.#young.get(beginning);
    if (young !== undefined) return young;
    const known = this.#old.get(beginning) ?? readBeginning(beginning);
    if (known === undefined) return undefined;
    if (this.#young.size >= MAX_BEGINNINGS) this.#age();
    this.#young.set(known.text, known);
    return known;
  }

  /** What is forgotten keeps nothing else from being so. */
  #age(): void {
    for (const forgotten of this.#old.values()) forgotten.next = undefined;
    this.#old = this.#young;
    this.#young = new Map();
  }

  #readRest(model: PlayRecord): PlayRecord | undefined {
    const prevSha256 = this.#skip(CHAIN) ? this.#readSha256() : undefined;
    const seq = this.#skip('","seq":') ? this.#readInteger() : Number.NaN;
    const shownMs = this.#skip(',"shownMs":') ? this.#readInteger() : Number.NaN;
    const slotIndex = this.#skip(',"slotIndex":') ? this.#readInteger() : Number.NaN;
    const startedMonoMs = this.#skip(',"startedMonoMs":') ? this.#readInteger() : Number.NaN;
    const startedWallMs = this.#skip(',"startedWallMs":') ? this.#readInteger() : Number.NaN;
    const zone = this.#skip(',"zone":"') ? this.#readZone() : undefined;
    if (prevSha256 === undefined || zone === undefined || !this.#skip('"}')) return undefined;
    const isGood =
      seq >= 1 &&
      isDuration(shownMs) &&
      slotIndex >= 0 &&
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

  #skip(literal: string): boolean {
    if (!this.#text.startsWith(literal, this.#at)) return false;
    this.#at += literal.length;
    return true;
  }

  #readSha256(): string | undefined {
    SHA256.lastIndex = this.#at;
    if (!SHA256.test(this.#text)) return undefined;
    this.#at = SHA256.lastIndex;
    return this.#text.slice(this.#at - SHA256_DIGITS, this.#at);
  }

  /** As JSON writes a safe integer, and `Number.NaN` where none stands. */
  #readInteger(): number {
    const isNegative = this.#text.charCodeAt(this.#at) === MINUS;
    const from = isNegative ? this.#at + 1 : this.#at;
    let at = from;
    let number = 0;
    for (let code = this.#text.charCodeAt(at); code >= ZERO && code <= NINE; code = this.#text.charCodeAt(at)) {
      number = number * 10 + (code - ZERO);
      at += 1;
      if (at - from > MAX_DIGITS) return Number.NaN;
    }
    const startsWithZero = this.#text.charCodeAt(from) === ZERO;
    if (at === from || (startsWithZero && (at > from + 1 || isNegative)) || !Number.isSafeInteger(number))
      return Number.NaN;
    this.#at = at;
    return isNegative ? -number : number;
  }

  /** Nearly always the one before. */
  #readZone(): string | undefined {
    if (this.#text.startsWith(`${this.#zone}"`, this.#at)) {
      this.#at += this.#zone.length;
      return this.#zone;
    }
    ZONE.lastIndex = this.#at;
    const zone = ZONE.exec(this.#text)?.[0];
    if (zone === undefined) return undefined;
    this.#at += zone.length;
    this.#zone = zone;
    return zone;
  }
}

function readBeginning(text: string): Beginning | undefined {
  let value: unknown;
  try {
    value = JSON.parse(`${text}${ANY_REST}`);
  } catch {
    // What is no JSON is no record either.
    return undefined;
  }
  if (!isPlayRecord(value)) return undefined;
  const written = recordText(value);
  if (written !== `${text}${ANY_REST}`) return undefined;
  // The same text from elsewhere: as a part of the frame it would keep all of that.
  return { text: written.slice(0, text.length), model: value, next: undefined };
}
