import { Envelope } from "../../schemas/envelope.ts";
import { MAX_BATCH_RECORDS, type PlayRecord } from "../../schemas/play-record.ts";
import { isPlayRecord } from "../../schemas/play-record-reader.ts";
import { type HeardBatch, PlayRecordScanner } from "../../schemas/play-record-scanner.ts";
import { PlayerMessage } from "../../schemas/player-socket.ts";

/** A message as it came. */
export type HeardMessage = Exclude<PlayerMessage, BatchMessage> | BatchMessage;

interface BatchMessage {
  readonly type: "batch";
  readonly batch: HeardBatch;
}

const BATCH = '{"type":"batch","batch":{"head":';
const RECORDS = ',"records":[';
const BATCH_END = "]}}";

/** What all players show is known to it. */
const scanner = new PlayRecordScanner();

/**
 * What a player says in a frame's text; `undefined` when it is nothing that a player says. The schema decides; a batch
 * that is written as players write it, or whose records are plainly good, is taken past it: nearly nothing else comes.
 */
export function readMessage(text: string): HeardMessage | undefined {
  const scanned = scanBatch(text);
  if (scanned !== undefined) return scanned;
  const data = readJson(text);
  const batch = readBatch(data);
  if (batch !== undefined) return batch;
  const parsed = PlayerMessage.safeParse(data);
  return parsed.success ? parsed.data : undefined;
}

/** Not JSON is one of the ways to be malformed; the session's core says what follows from it. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A batch in the very order and spelling in which players write it. */
function scanBatch(text: string): BatchMessage | undefined {
  if (!text.startsWith(BATCH) || !text.endsWith(BATCH_END)) return undefined;
  const headEnd = text.indexOf(RECORDS, BATCH.length);
  if (headEnd === -1) return undefined;
  const last = text.length - BATCH_END.length;
  const records: PlayRecord[] = [];
  const texts: string[] = [];
  for (let at = headEnd + RECORDS.length; records.length < MAX_BATCH_RECORDS; at += 1) {
    const scanned = scanner.scan(text, at);
    if (scanned === undefined) return undefined;
    records.push(scanned.record);
    texts.push(scanned.text);
    at = scanned.end;
    if (at === last) {
      const envelope = Envelope.safeParse(readJson(text.slice(BATCH.length, headEnd)));
      return envelope.success ? { type: "batch", batch: { head: envelope.data, records, texts } } : undefined;
    }
    if (text[at] !== ",") return undefined;
  }
  return undefined;
}

function readBatch(data: unknown): BatchMessage | undefined {
  if (!hasOnly(data, "type", "batch") || data.type !== "batch" || !hasOnly(data.batch, "head", "records"))
    return undefined;
  const { head, records } = data.batch;
  if (!Array.isArray(records) || records.length < 1 || records.length > MAX_BATCH_RECORDS) return undefined;
  if (!records.every(isPlayRecord)) return undefined;
  const envelope = Envelope.safeParse(head);
  return envelope.success ? { type: "batch", batch: { head: envelope.data, records } } : undefined;
}

function hasOnly<Name extends string>(value: unknown, ...names: Name[]): value is Record<Name, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.keys(value).length === names.length && names.every((name) => Object.hasOwn(value, name));
}
