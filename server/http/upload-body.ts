import { Readable } from "node:stream";
import type { Context } from "hono";
import { DomainError } from "../errors.ts";
import type { AppEnv } from "./env.ts";
import { readMultipartFile } from "./multipart-file.ts";

/** An upload as it comes in: from a form's first file, or the body itself with its name in `?fileName=`. */
export interface UploadBody {
  readonly fileName: string;
  readonly stream: Readable;
  /** As declared; unknown for a form. */
  readonly sizeBytes: number | undefined;
}

/**
 * Lends the request's upload to `use` and answers with its result. When `use` refuses early, the rest of the body is
 * read and thrown away, because a browser shows no answer before it has sent everything.
 * Errors: `bad-input` when there is no file or no name.
 */
export async function withUpload<Result>(
  c: Context<AppEnv>,
  use: (upload: UploadBody) => Promise<Result>,
): Promise<Result> {
  const incoming = c.env?.incoming;
  try {
    const stream = bodyStream(c);
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
    incoming?.resume();
  }
}

/** The body, without giving away the connection: destroying the stream must not cut the answer off. */
function bodyStream(c: Context<AppEnv>): Readable {
  const incoming = c.env?.incoming;
  if (incoming !== undefined) {
    return Readable.from(incoming.iterator({ destroyOnReturn: false }), { objectMode: false });
  }
  const { body } = c.req.raw;
  return body === null ? Readable.from([], { objectMode: false }) : Readable.from(bytesOf(body), { objectMode: false });
}

async function* bytesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
}
