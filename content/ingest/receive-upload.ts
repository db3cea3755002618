import { Readable } from "node:stream";
import { SNIFF_BYTES, sniff } from "../probe/sniff.ts";
import { ContentRefused, refusal } from "../refusal.ts";
import type { ContentStore } from "../store/content-store.ts";

/** What the sender says. Only a size above the limit is believed; the name never tells what the bytes are. */
export interface DeclaredUpload {
  readonly fileName: string;
  readonly limitBytes: number;
  readonly sizeBytes?: number | undefined;
}

/**
 * The one way in for bytes: streams them into the store and returns their name. Rejects with `ContentRefused`
 * (`empty`, `too-large`, `playlist`, `svg`, `unknown-format`) as soon as that is known, the rest unread and nothing
 * left behind. A sender that breaks off leaves nothing behind either. What is accepted here is not yet inspected.
 */
export async function receiveUpload(
  store: ContentStore,
  stream: Readable,
  declared: DeclaredUpload,
): Promise<{ sha256: string; sizeBytes: number }> {
  try {
    if (declared.sizeBytes !== undefined && declared.sizeBytes > declared.limitBytes) throw tooLarge(declared);
    const parts = stream[Symbol.asyncIterator]();
    const head = await readHead(parts);
    const sniffed = sniff(Buffer.concat(head).subarray(0, SNIFF_BYTES));
    if (sniffed.kind === "refused") throw new ContentRefused(sniffed);
    return await store.put(Readable.from(headThenRest(head, parts), { objectMode: false }), declared.limitBytes);
  } finally {
    stream.destroy();
  }
}

async function readHead(parts: AsyncIterator<unknown>): Promise<Buffer[]> {
  const head: Buffer[] = [];
  let sizeBytes = 0;
  while (sizeBytes < SNIFF_BYTES) {
    const next = await parts.next();
    if (next.done) break;
    const bytes = asBytes(next.value);
    head.push(bytes);
    sizeBytes += bytes.length;
  }
  return head;
}

async function* headThenRest(head: readonly Buffer[], parts: AsyncIterator<unknown>): AsyncGenerator<Buffer> {
  yield* head;
  for (let next = await parts.next(); !next.done; next = await parts.next()) yield asBytes(next.value);
}

function asBytes(part: unknown): Buffer {
  if (Buffer.isBuffer(part)) return part;
  if (part instanceof Uint8Array) return Buffer.from(part.buffer, part.byteOffset, part.byteLength);
  throw new TypeError("An upload is a stream of bytes.");
}

function tooLarge(declared: DeclaredUpload): ContentRefused {
  return new ContentRefused(refusal("too-large", { limitMegabytes: Math.floor(declared.limitBytes / 1_000_000) }));
}
