import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import type { ManifestAsset } from "../../../schemas/manifest.ts";
import { PLAYER_PATHS } from "../../../schemas/player-http.ts";
import type { FetchResult } from "../core/install-events.ts";
import { LinkBrokenError, type ServerLink } from "./network.ts";
import { CHUNK_BYTES, ChangedBytesError, type ChunkList, chunkLength, type MediaStore } from "./store.ts";

/** Largest chunk list: that of a 16 GiB file. */
const LARGEST_LIST_BYTES = 65_536 * 32;

/**
 * Brings one rendition and its chunk list into the store. Each 256 KiB piece is checked as it arrives, what is already
 * in `tmp/` is checked and kept, so a broken download loses one piece at most and goes on after a reboot.
 * `refused`: the server has it not, or its bytes are wrong. `unreachable`: try again later.
 */
export async function downloadMedia(
  store: MediaStore,
  link: ServerLink,
  sha256: string,
  asset: ManifestAsset,
): Promise<FetchResult> {
  const listBytes = Math.ceil(asset.sizeBytes / CHUNK_BYTES) * 32;
  if (listBytes > LARGEST_LIST_BYTES) return "refused";
  const haveList = await store.has(asset.chunkListSha256, listBytes);
  if (haveList && (await store.has(sha256, asset.sizeBytes))) return "have";
  if (!haveList) {
    const fetched = await downloadFile(store, link, { sha256: asset.chunkListSha256, sizeBytes: listBytes });
    if (fetched !== "have") return fetched;
    if (await store.has(sha256, asset.sizeBytes)) return "have";
  }
  try {
    const chunkList = await store.chunkList(asset);
    return await downloadFile(store, link, { sha256, sizeBytes: asset.sizeBytes, chunkList });
  } catch (error) {
    if (error instanceof ChangedBytesError) return "refused";
    throw error;
  }
}

interface WantedFile {
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Without one the file is small and only checked as a whole. */
  readonly chunkList?: ChunkList;
}

async function downloadFile(store: MediaStore, link: ServerLink, wanted: WantedFile): Promise<FetchResult> {
  const path = join(store.tmpDir, `${wanted.sha256}.part`);
  const file = await open(path, "a+", 0o600);
  try {
    const keptBytes = await keepGoodPieces(file, wanted);
    if (keptBytes < wanted.sizeBytes) {
      const received = await receiveRest(file, link, wanted, keptBytes);
      if (received !== "have") return received;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await store.adopt(path, wanted.sha256);
    return "have";
  } catch (error) {
    if (!(error instanceof ChangedBytesError)) throw error;
    const damaged = await open(path, "w");
    await damaged.close();
    return "refused";
  }
}

/** Cuts a partial file back to the pieces that are right; returns its length then. */
async function keepGoodPieces(file: FileHandle, { sizeBytes, chunkList }: WantedFile): Promise<number> {
  const { size } = await file.stat();
  let goodBytes = 0;
  if (chunkList !== undefined) {
    for (let index = 0; index < chunkList.count; index += 1) {
      const length = chunkLength(sizeBytes, index);
      if (goodBytes + length > size) break;
      const chunk = Buffer.alloc(length);
      await file.read(chunk, 0, length, goodBytes);
      if (!chunkList.matches(index, chunk)) break;
      goodBytes += length;
    }
  }
  if (goodBytes !== size) await file.truncate(goodBytes);
  return goodBytes;
}

async function receiveRest(
  file: FileHandle,
  link: ServerLink,
  wanted: WantedFile,
  keptBytes: number,
): Promise<FetchResult> {
  const answer = await link.getBody(PLAYER_PATHS.media(wanted.sha256), keptBytes);
  if (answer.kind !== "body") return answer.kind;
  const pieces = new PieceWriter(file, wanted, answer.startsAtByte === 0 ? 0 : keptBytes);
  if (answer.startsAtByte === 0 && keptBytes > 0) await file.truncate(0);
  try {
    for await (const bytes of answer.body) {
      if (!(await pieces.add(bytes))) return "refused";
    }
  } catch (error) {
    if (error instanceof LinkBrokenError) return "unreachable";
    throw error;
  }
  return pieces.isComplete() ? "have" : "unreachable";
}

/** Collects bytes into pieces and writes each after its check; never holds more than one. */
class PieceWriter {
  readonly #file: FileHandle;
  readonly #wanted: WantedFile;
  readonly #piece = Buffer.allocUnsafe(CHUNK_BYTES);
  #filled = 0;
  #writtenBytes: number;

  constructor(file: FileHandle, wanted: WantedFile, writtenBytes: number) {
    this.#file = file;
    this.#wanted = wanted;
    this.#writtenBytes = writtenBytes;
  }

  /** `false` when a piece is wrong or more came than the file is long. */
  async add(bytes: Uint8Array): Promise<boolean> {
    let offset = 0;
    while (offset < bytes.length) {
      const want = chunkLength(this.#wanted.sizeBytes, Math.floor(this.#writtenBytes / CHUNK_BYTES));
      if (want === 0) return false;
      const taken = Math.min(want - this.#filled, bytes.length - offset);
      this.#piece.set(bytes.subarray(offset, offset + taken), this.#filled);
      this.#filled += taken;
      offset += taken;
      if (this.#filled === want && !(await this.#flush(want))) return false;
    }
    return true;
  }

  async #flush(length: number): Promise<boolean> {
    const piece = this.#piece.subarray(0, length);
    const index = Math.floor(this.#writtenBytes / CHUNK_BYTES);
    if (this.#wanted.chunkList !== undefined && !this.#wanted.chunkList.matches(index, piece)) return false;
    await this.#file.appendFile(piece);
    this.#writtenBytes += length;
    this.#filled = 0;
    return true;
  }

  /** Whether the file is as long as it should be. */
  isComplete(): boolean {
    return this.#writtenBytes === this.#wanted.sizeBytes;
  }
}
