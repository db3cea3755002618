import type { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { FetchFailure } from "./fetch-failure.ts";

/**
 * Reads a response body, decoded, into memory. Stops with `too-large` as soon as either the bytes on the wire or the
 * decoded bytes pass `limitBytes`, so a small compressed body cannot grow past it; the source is destroyed then.
 */
export async function readBody(source: Readable, encoding: string | undefined, limitBytes: number): Promise<Buffer> {
  const decoder = decoderFor(encoding);
  const chunks: Buffer[] = [];
  const collect = async (parts: AsyncIterable<Buffer>): Promise<void> => {
    for await (const part of parts) chunks.push(part);
  };
  const capped = (parts: AsyncIterable<Buffer>) => withinLimit(parts, limitBytes);
  if (decoder === undefined) await pipeline(source, capped, collect);
  else await decodeInto(source, decoder, capped, collect);
  return Buffer.concat(chunks);
}

type Stage = (parts: AsyncIterable<Buffer>) => AsyncIterable<Buffer>;

async function decodeInto(
  source: Readable,
  decoder: Transform,
  capped: Stage,
  collect: (parts: AsyncIterable<Buffer>) => Promise<void>,
): Promise<void> {
  try {
    await pipeline(source, capped, decoder, capped, collect);
  } catch (error) {
    if (isDecoderError(error)) throw new FetchFailure("broken-encoding", error.code, { cause: error });
    throw error;
  }
}

async function* withinLimit(parts: AsyncIterable<Buffer>, limitBytes: number): AsyncIterable<Buffer> {
  let total = 0;
  for await (const part of parts) {
    total += part.length;
    if (total > limitBytes) throw new FetchFailure("too-large", `more than ${limitBytes} bytes`);
    yield part;
  }
}

function decoderFor(encoding: string | undefined): Transform | undefined {
  switch ((encoding ?? "").trim().toLowerCase()) {
    case "":
    case "identity":
      return undefined;
    case "gzip":
    case "x-gzip":
      return createGunzip();
    case "deflate":
      return createInflate();
    case "br":
      return createBrotliDecompress();
    default:
      throw new FetchFailure("unknown-encoding", "content-encoding");
  }
}

function isDecoderError(error: unknown): error is Error & { code: string } {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return (
    typeof code === "string" && (code.startsWith("Z_") || code.startsWith("ERR__ERROR") || code === "ERR_PADDING_2")
  );
}
