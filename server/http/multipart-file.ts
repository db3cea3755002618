import { Readable } from "node:stream";
import { DomainError } from "../errors.ts";

/** A file from a form, as a stream that must be read before the rest of the request. */
interface MultipartFile {
  readonly fileName: string;
  /** Ends with the file; errors with `bad-input` when the request breaks off inside it. */
  readonly stream: Readable;
  /** The text fields that stood before the file. */
  readonly fields: ReadonlyMap<string, string>;
}

const MAX_HEADER_BYTES = 16_384;
const MAX_FIELD_BYTES = 8_192;
const MAX_PARTS_BEFORE_FILE = 20;

/**
 * Finds the first file of a `multipart/form-data` body (RFC 7578) without holding more of it than one chunk. Names are
 * UTF-8, as browsers send them. Errors: `bad-input` when there is no file or the form is broken.
 */
export async function readMultipartFile(contentType: string, source: Readable): Promise<MultipartFile> {
  const boundary = /;\s*boundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(contentType);
  if (boundary === null) throw brokenForm();
  const reader = new MultipartReader(source, boundary[1] ?? boundary[2] ?? "");
  const fields = new Map<string, string>();
  await reader.skipPreamble();
  for (let parts = 0; parts < MAX_PARTS_BEFORE_FILE; parts++) {
    const head = await reader.nextPart();
    if (head === undefined) break;
    const part = readDisposition(head);
    if (part.fileName === undefined) fields.set(part.name, await readText(reader.body()));
    else if (part.fileName === "") await readText(reader.body());
    else return { fileName: part.fileName, stream: Readable.from(reader.body(), { objectMode: false }), fields };
  }
  throw new DomainError("bad-input", "assets.no-file");
}

class MultipartReader {
  readonly #chunks: AsyncIterator<unknown>;
  readonly #delimiter: Buffer;
  // The first delimiter has no line break before it; one put here lets all be found alike.
  #unread: Buffer = Buffer.from("\r\n");

  constructor(source: Readable, boundary: string) {
    this.#chunks = source[Symbol.asyncIterator]();
    this.#delimiter = Buffer.from(`\r\n--${boundary}`, "latin1");
  }

  async skipPreamble(): Promise<void> {
    let skippedBytes = 0;
    for await (const piece of this.body()) {
      skippedBytes += piece.length;
      if (skippedBytes > MAX_HEADER_BYTES) throw brokenForm();
    }
  }

  /** Headers of the next part, or `undefined` after the last. Stands just behind a delimiter before and after. */
  async nextPart(): Promise<string | undefined> {
    while (this.#unread.length < 2) await this.#fill();
    if (this.#unread.subarray(0, 2).toString("latin1") === "--") return undefined;
    let end = this.#unread.indexOf("\r\n\r\n");
    while (end < 0) {
      if (this.#unread.length > MAX_HEADER_BYTES) throw brokenForm();
      await this.#fill();
      end = this.#unread.indexOf("\r\n\r\n");
    }
    const head = this.#unread.subarray(0, end).toString("utf8");
    this.#unread = this.#unread.subarray(end + 4);
    return head;
  }

  /** The bytes up to the next delimiter, which is consumed. */
  async *body(): AsyncGenerator<Buffer> {
    for (;;) {
      const end = this.#unread.indexOf(this.#delimiter);
      if (end >= 0) {
        if (end > 0) yield this.#unread.subarray(0, end);
        this.#unread = this.#unread.subarray(end + this.#delimiter.length);
        return;
      }
      const safe = this.#unread.length - this.#delimiter.length + 1;
      if (safe > 0) {
        yield this.#unread.subarray(0, safe);
        this.#unread = this.#unread.subarray(safe);
      }
      await this.#fill();
    }
  }

  async #fill(): Promise<void> {
    const next = await this.#chunks.next();
    if (next.done === true) throw new DomainError("bad-input", "assets.cut-short");
    if (!(next.value instanceof Uint8Array)) throw new TypeError("A request body is a stream of bytes.");
    this.#unread = Buffer.concat([this.#unread, next.value]);
  }
}

function readDisposition(head: string): { name: string; fileName: string | undefined } {
  const line = head.split("\r\n").find((header) => /^content-disposition:/i.test(header));
  if (line === undefined) throw brokenForm();
  return { name: parameter(line, "name") ?? "", fileName: parameter(line, "filename") };
}

/** Browsers write a quotation mark as %22; other programs put a backslash before it. */
function parameter(line: string, name: string): string | undefined {
  const match = new RegExp(`;\\s*${name}=(?:"((?:\\\\"|[^"])*)"|([^\\s;]*))`, "i").exec(line);
  return (match?.[1] ?? match?.[2])?.replaceAll("%22", '"').replaceAll('\\"', '"');
}

async function readText(pieces: AsyncIterable<Buffer>): Promise<string> {
  const kept: Buffer[] = [];
  let sizeBytes = 0;
  for await (const piece of pieces) {
    sizeBytes += piece.length;
    if (sizeBytes > MAX_FIELD_BYTES) throw brokenForm();
    kept.push(piece);
  }
  return Buffer.concat(kept).toString("utf8");
}

function brokenForm(): DomainError {
  return new DomainError("bad-input", "assets.bad-form");
}
