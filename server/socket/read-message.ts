import { Envelope } from "../../schemas/envelope.ts";
import { MAX_BATCH_RECORDS } from "../../schemas/play-record.ts";
import { isPlayRecord } from "../../schemas/play-record-reader.ts";
import { PlayerMessage } from "../../schemas/player-socket.ts";

/**
 * What a player says in a frame's text; `undefined` when it is nothing that a player says. The schema decides; a batch
 * whose records are plainly good is taken past it, as that is nearly all that ever comes.
 */
export function readMessage(text: string): PlayerMessage | undefined {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    // Not JSON is one of the ways to be malformed; the session's core says what follows from it.
    return undefined;
  }
  const batch = readBatch(data);
  if (batch !== undefined) return batch;
  const parsed = PlayerMessage.safeParse(data);
  return parsed.success ? parsed.data : undefined;
}

function readBatch(data: unknown): Extract<PlayerMessage, { type: "batch" }> | undefined {
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
