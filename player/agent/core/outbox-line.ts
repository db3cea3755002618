import * as z from "zod";
import { PlayGap, PlayKey, PlayRecord } from "../../../schemas/play-record.ts";
import {
  DRAFT_TOKENS,
  packDraft,
  packHex,
  packKey,
  packNumber,
  packOutcome,
  packText,
  unpackDraft,
  unpackHex,
  unpackKey,
  unpackNumber,
  unpackOutcome,
  unpackText,
} from "./line-tokens.ts";

/** What is known of a showing when it begins; the rest is added when it is closed. */
export const ShowingDraft = PlayRecord.omit({
  player: true,
  boot: true,
  seq: true,
  shownMs: true,
  outcome: true,
  prevSha256: true,
});
export type ShowingDraft = z.infer<typeof ShowingDraft>;

const ShowingKey = z.string().min(1).max(80);

/** Showings that were journalled and are closed by a gap line; more than a few are never open at once. */
const MAX_CLOSED_BY_GAP = 64;

/** One line of the outbox: a showing that qualified, how far it has come, its closed record, or what could not be kept. */
export const OutboxLine = z.discriminatedUnion("t", [
  z.strictObject({
    t: z.literal("open"),
    boot: z.int().min(1),
    showing: ShowingKey,
    draft: ShowingDraft,
    shownMs: z.int().min(0),
  }),
  z.strictObject({ t: z.literal("progress"), showing: ShowingKey, shownMs: z.int().min(0) }),
  z.strictObject({
    t: z.literal("closed"),
    showing: ShowingKey,
    record: PlayRecord,
    /** Key of the record before, with the first record of a boot: how many an earlier boot had. */
    after: PlayKey.optional(),
  }),
  z.strictObject({ t: z.literal("gap"), gap: PlayGap, closes: z.array(ShowingKey).max(MAX_CLOSED_BY_GAP) }),
]);
export type OutboxLine = z.infer<typeof OutboxLine>;

/** CRC-32 of text as UTF-8; passed in because the cores know no library. */
export type Checksum = (text: string) => number;

interface BookedShowing {
  readonly id: string;
  readonly showing: string;
  readonly boot: number;
  readonly draft: ShowingDraft;
}

/**
 * The showings that the lines of one segment have told of, so that later lines of it need not say it all again. A
 * segment is read with a book of its own, from its first line on.
 */
export class LineBook {
  readonly #byShowing = new Map<string, BookedShowing>();
  readonly #byId = new Map<string, BookedShowing>();
  #count = 0;

  find(showing: string): BookedShowing | undefined {
    return this.#byShowing.get(showing);
  }

  findById(id: string): BookedShowing | undefined {
    return this.#byId.get(id);
  }

  nextId(): string {
    return packNumber(this.#count);
  }

  add(booked: BookedShowing): void {
    this.#count = Math.max(this.#count, unpackNumber(booked.id)) + 1;
    this.#byShowing.set(booked.showing, booked);
    this.#byId.set(booked.id, booked);
  }

  /** A closed showing is not spoken of again. */
  remove(showing: string): void {
    const booked = this.#byShowing.get(showing);
    this.#byShowing.delete(showing);
    if (booked !== undefined) this.#byId.delete(booked.id);
  }
}

/**
 * One line of the log file, line break included: eight hex digits of CRC, a space, words. What its segment has told
 * before is left out: a showing of ten seconds takes about 290 bytes from its first line to its last.
 */
export function encodeLine(line: OutboxLine, checksum: Checksum, book = new LineBook()): string {
  return sealLine(wordsOf(line, book), checksum);
}

/** The line that stands in `text` (without its break), or `undefined` when a single bit of it has changed. */
export function decodeLine(text: string, checksum: Checksum, book = new LineBook()): OutboxLine | undefined {
  const words = openSealedLine(text, checksum);
  if (words === undefined) return undefined;
  let data: unknown;
  try {
    data = lineOf(words, book);
  } catch {
    return undefined;
  }
  const parsed = OutboxLine.safeParse(data);
  if (!parsed.success) return undefined;
  const line = parsed.data;
  if (line.t === "open") {
    const { showing, boot, draft } = line;
    book.add({ id: words.split(" ")[1] ?? "", showing, boot, draft });
  }
  if (line.t === "closed") book.remove(line.showing);
  return line;
}

/** Puts the CRC before the words and a line break after them. */
export function sealLine(words: string, checksum: Checksum): string {
  return `${checksum(words).toString(16).padStart(8, "0")} ${words}\n`;
}

/** The words of a sealed line, without its break, or `undefined` when they are not what was sealed. */
export function openSealedLine(text: string, checksum: Checksum): string | undefined {
  const words = text.slice(9);
  const isWhole = text[8] === " " && checksum(words).toString(16).padStart(8, "0") === text.slice(0, 8);
  return isWhole ? words : undefined;
}

function wordsOf(line: OutboxLine, book: LineBook): string {
  switch (line.t) {
    case "open": {
      const { showing, boot, draft, shownMs } = line;
      const id = book.find(showing)?.id ?? book.nextId();
      book.add({ id, showing, boot, draft });
      return ["o", id, packText(showing), packNumber(boot), ...packDraft(draft), packNumber(shownMs)].join(" ");
    }
    case "progress": {
      const id = book.find(line.showing)?.id;
      if (id !== undefined) return `p ${id} ${packNumber(line.shownMs)}`;
      return `P ${packText(line.showing)} ${packNumber(line.shownMs)}`;
    }
    case "closed":
      return closedWords(line, book);
    case "gap":
      return `g ${JSON.stringify({ gap: line.gap, closes: line.closes.map(packText) })}`;
  }
}

function closedWords({ showing, record, after }: OutboxLine & { t: "closed" }, book: LineBook): string {
  const booked = book.find(showing);
  book.remove(showing);
  const { player, boot, seq, shownMs, outcome, prevSha256 } = record;
  const end = [packNumber(seq), packNumber(shownMs), packOutcome(outcome), packHex(prevSha256)];
  const draft = packDraft(record);
  const before = after === undefined ? [] : [packKey(after)];
  const isAsBooked = booked?.boot === boot && packDraft(booked.draft).join(" ") === draft.join(" ");
  return isAsBooked
    ? ["c", booked.id, packNumber(player), ...end, ...before].join(" ")
    : ["C", packText(showing), packNumber(player), ...end, packNumber(boot), ...draft, ...before].join(" ");
}

function lineOf(words: string, book: LineBook): unknown {
  const tokens = words.split(" ");
  const [letter, name = ""] = tokens;
  switch (letter) {
    case "o":
      return {
        t: "open",
        showing: unpackText(tokens[2] ?? ""),
        boot: unpackNumber(tokens[3]),
        draft: unpackDraft(tokens.slice(4, 4 + DRAFT_TOKENS)),
        shownMs: unpackNumber(tokens[4 + DRAFT_TOKENS]),
      };
    case "p":
      return { t: "progress", showing: book.findById(name)?.showing, shownMs: unpackNumber(tokens[2]) };
    case "P":
      return { t: "progress", showing: unpackText(name), shownMs: unpackNumber(tokens[2]) };
    case "c": {
      const booked = book.findById(name);
      return closedOf(booked?.showing, { ...booked?.draft, boot: booked?.boot }, tokens, tokens[7]);
    }
    case "C": {
      const draft = unpackDraft(tokens.slice(8, 8 + DRAFT_TOKENS));
      return closedOf(unpackText(name), { ...draft, boot: unpackNumber(tokens[7]) }, tokens, tokens[8 + DRAFT_TOKENS]);
    }
    case "g":
      return gapOf(JSON.parse(words.slice(2)));
    default:
      return undefined;
  }
}

function gapOf({ gap, closes }: { gap: unknown; closes: string[] }): unknown {
  return { t: "gap", gap, closes: closes.map(unpackText) };
}

function closedOf(
  showing: string | undefined,
  start: Readonly<Record<string, unknown>>,
  tokens: readonly string[],
  after: string | undefined,
): unknown {
  const [, , player, seq, shown, outcome, prev = ""] = tokens;
  const record = {
    ...start,
    player: unpackNumber(player),
    seq: unpackNumber(seq),
    shownMs: unpackNumber(shown),
    outcome: unpackOutcome(outcome),
    prevSha256: unpackHex(prev, 64),
  };
  return { t: "closed", showing, record, ...(after === undefined ? {} : { after: unpackKey(after) }) };
}
