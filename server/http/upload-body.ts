import type { IncomingMessage } from "node:http";
import { PassThrough, Readable } from "node:stream";
import type { Context } from "hono";
import { DomainError } from "../errors.ts";
import { requireRole } from "../services/people/require-role.ts";
import type { AppEnv } from "./env.ts";
import { readMultipartFile } from "./multipart-file.ts";

/** An upload as it comes in: from a form's first file, or the body itself with its name in `?fileName=`. */
interface UploadBody {
  readonly fileName: string;
  readonly stream: Readable;
  /** As declared; unknown for a form. */
  readonly sizeBytes: number | undefined;
}

/** What is still read, and how long, after a refusal: enough for a form's usual file. */
const MAX_DRAIN_BYTES = 64_000_000;
const MAX_DRAIN_MS = 10_000;

/**
 * Lends the request's upload to `use` and answers with its result. When `use` refuses early, the rest of the body is
 * read and thrown away first (64 MB or 10 s of it), because a browser shows no answer before it has sent everything.
 * Errors: `not-signed-in` and `not-allowed` for who may not upload, `bad-input` when there is no file or no name.
 */
export async function withUpload<Result>(
  c: Context<AppEnv>,
  use: (upload: UploadBody) => Promise<Result>,
): Promise<Result> {
  const incoming = c.env?.incoming;
  const stream = incoming === undefined ? webStream(c.req.raw.body) : lend(incoming);
  try {
    // Before the first byte of the body is looked at: the verb asks again, but a stranger must not get that far.
    requireRole(c.get("ctx"), "editor");
    const contentType = c.req.header("Content-Type") ?? "";
    if (/^multipart\/form-data\b/i.test(contentType)) {
      const file = await readMultipartFile(contentType, stream);
      return await use({ fileName: file.fileName, stream: file.stream, sizeBytes: undefined });
    }
    const fileName = c.req.query("fileName");
    if (fileName === undefined || fileName === "") {
      throw new DomainError("bad-input", "error.bad-input", { what: "fileName" });
    }
    const declared = Number(c.req.header("Content-Length") ?? Number.NaN);
    return await use({ fileName, stream, sizeBytes: Number.isSafeInteger(declared) ? declared : undefined });
  } finally {
    incoming?.unpipe();
    stream.destroy();
    if (incoming !== undefined) await drain(incoming);
  }
}

/** The body as a stream of its own: destroying it must not take the connection, and with it the answer, away. */
function lend(incoming: IncomingMessage): Readable {
  const lent = new PassThrough();
  // Whoever refuses before reading must not fail once more because of a sender that then hangs up.
  lent.on("error", () => undefined);
  incoming.once("close", () => {
    if (!incoming.complete) lent.destroy(Object.assign(new Error("The sender hung up."), { code: "ECONNRESET" }));
  });
  incoming.on("error", (error) => lent.destroy(error));
  return incoming.pipe(lent);
}

function drain(incoming: IncomingMessage): Promise<void> {
  if (incoming.readableEnded || incoming.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    let drainedBytes = 0;
    const stop = () => {
      clearTimeout(timer);
      incoming.off("data", count);
      for (const event of ["end", "close", "error"]) incoming.off(event, stop);
      resolve();
    };
    const count = (part: Buffer) => {
      drainedBytes += part.length;
      if (drainedBytes > MAX_DRAIN_BYTES) stop();
    };
    const timer = setTimeout(stop, MAX_DRAIN_MS);
    for (const event of ["end", "close", "error"]) incoming.once(event, stop);
    incoming.on("data", count);
    incoming.resume();
  });
}

function webStream(body: ReadableStream<Uint8Array> | null): Readable {
  return Readable.from(body === null ? [] : bytesOf(body), { objectMode: false });
}

async function* bytesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
}
