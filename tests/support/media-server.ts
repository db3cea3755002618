import { createHash, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ManifestAsset } from "../../schemas/manifest.ts";

const CHUNK_BYTES = 262_144;

/** A file as the server describes it. */
export interface ServedFile {
  readonly sha256: string;
  readonly bytes: Buffer;
  readonly asset: ManifestAsset;
}

/** Serves media with ranges, does wrong what it is told to, and remembers what it was asked for. */
export class MediaServer {
  readonly asked: { sha256: string; range: string | undefined }[] = [];
  /** Ends the connection after so many bytes of an answer. */
  breakAfterBytes: number | undefined;
  knowsRanges = true;
  /** Says what goes out instead of the right bytes; asked once for each answer. */
  spoil: (bytes: Buffer, fromByte: number, sha256: string) => Buffer = (bytes) => bytes;
  /** Answers instead of it. */
  instead: ((response: ServerResponse) => void) | undefined;
  readonly #files = new Map<string, Buffer>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  static async start(): Promise<MediaServer> {
    const server = new MediaServer();
    await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  add(sizeBytes: number): ServedFile {
    const bytes = randomBytes(sizeBytes);
    const hashes: Buffer[] = [];
    for (let at = 0; at < sizeBytes; at += CHUNK_BYTES) hashes.push(hashOf(bytes.subarray(at, at + CHUNK_BYTES)));
    const list = Buffer.concat(hashes);
    const sha256 = hashOf(bytes).toString("hex");
    const chunkListSha256 = hashOf(list).toString("hex");
    this.#files.set(sha256, bytes).set(chunkListSha256, list);
    return { sha256, bytes, asset: { sizeBytes, mediaType: "video/mp4", chunkListSha256 } };
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    if (this.instead === undefined) this.#serve(request, response);
    else this.instead(response);
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const sha256 = (request.url ?? "").split("/").at(-1) ?? "";
    const { range } = request.headers;
    this.asked.push({ sha256, range });
    const bytes = this.#files.get(sha256);
    if (bytes === undefined) {
      response.writeHead(404).end();
      return;
    }
    const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(this.knowsRanges ? (range ?? "") : "") ?? [];
    const from = Number(first ?? 0);
    const part = this.spoil(bytes.subarray(from, last ? Number(last) + 1 : undefined), from, sha256);
    const headers = { "content-length": part.length, "content-range": `bytes ${from}-${from + part.length - 1}/*` };
    response.writeHead(first === undefined ? 200 : 206, headers);
    if (this.breakAfterBytes === undefined || part.length <= this.breakAfterBytes) response.end(part);
    else response.write(part.subarray(0, this.breakAfterBytes), () => response.destroy());
  }
}

function hashOf(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}
