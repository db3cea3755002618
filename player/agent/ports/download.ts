import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import type { ManifestAsset } from "../../../schemas/manifest.ts";
import { PLAYER_PATHS } from "../../../schemas/player-http.ts";
import type { FetchResult } from "../core/install-events.ts";
import {
  beginTransfer,
  isMissing,
  nextStep,
  type PieceRun,
  stepTransfer,
  type TransferState,
} from "../core/transfer.ts";
import { LinkBrokenError, type ServerLink } from "./network.ts";
import { readPieces } from "./piece-reader.ts";
import { CHUNK_BYTES, ChangedBytesError, type ChunkList, chunkLength, type MediaStore } from "./store.ts";

/** Largest chunk list: that of a 16 GiB file. */
const LARGEST_LIST_BYTES = 65_536 * 32;

/** Says when media may come, and how fast. */
export interface TransferGate {
  /** Whether `bytes` of media may come now. */
  mayTransfer(bytes: number): boolean;
  /** Resolves when more may come after these. */
  pace(bytes: number): Promise<void>;
}

/**
 * Brings one rendition and its chunk list into the store. Each 256 KiB piece is checked as it arrives and a wrong one is
 * asked for again alone; what is already in `tmp/` is checked and kept, so a broken download loses one piece at most and
 * goes on after a reboot. The whole is read again and hashed before it gets its name.
 * `refused`: the server has it not, or its bytes are wrong. `unreachable`: try again later, also where the limits say so.
 */
export async function downloadMedia(
  store: MediaStore,
  link: ServerLink,
  gate: TransferGate,
  media: { readonly sha256: string; readonly asset: ManifestAsset },
): Promise<FetchResult> {
  const { sha256, asset } = media;
  const listBytes = Math.ceil(asset.sizeBytes / CHUNK_BYTES) * 32;
  if (listBytes > LARGEST_LIST_BYTES) return "refused";
  const ports = { store, link, gate };
  const haveList = await store.has(asset.chunkListSha256, listBytes);
  if (haveList && (await store.has(sha256, asset.sizeBytes))) return "have";
  if (!haveList) {
    const fetched = await downloadFile(ports, { sha256: asset.chunkListSha256, sizeBytes: listBytes });
    if (fetched !== "have") return fetched;
    if (await store.has(sha256, asset.sizeBytes)) return "have";
  }
  try {
    const chunkList = await store.chunkList(asset);
    return await downloadFile(ports, { sha256, sizeBytes: asset.sizeBytes, chunkList });
  } catch (error) {
    if (error instanceof ChangedBytesError) return "refused";
    throw error;
  }
}

interface DownloadPorts {
  readonly store: MediaStore;
  readonly link: ServerLink;
  readonly gate: TransferGate;
}

interface WantedFile {
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Without one the file is small and only checked as a whole. */
  readonly chunkList?: ChunkList;
}

async function downloadFile(ports: DownloadPorts, wanted: WantedFile): Promise<FetchResult> {
  const path = join(ports.store.tmpDir, `${wanted.sha256}.part`);
  const file = await openPart(path);
  try {
    await ports.store.ensureRoom(wanted.sizeBytes - (await file.stat()).size);
    const fetched = await fetchPieces(ports, wanted, file);
    if (fetched !== "have") return fetched;
    await file.truncate(wanted.sizeBytes);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await ports.store.adopt(path, wanted.sha256);
    return "have";
  } catch (error) {
    if (!(error instanceof ChangedBytesError)) throw error;
    const damaged = await open(path, "w");
    await damaged.close();
    return "refused";
  }
}

/** For reading and writing anywhere in it; made when it is not there. */
async function openPart(path: string): Promise<FileHandle> {
  const made = await open(path, "a", 0o600);
  await made.close();
  return open(path, "r+");
}

async function fetchPieces(ports: DownloadPorts, wanted: WantedFile, file: FileHandle): Promise<FetchResult> {
  let state = await whatIsLeft(file, wanted);
  for (;;) {
    const step = nextStep(state);
    if (step.type === "finish") return "have";
    if (step.type === "give-up") return "refused";
    const bytes = Math.min(step.run.end * CHUNK_BYTES, wanted.sizeBytes) - step.run.first * CHUNK_BYTES;
    if (!ports.gate.mayTransfer(bytes)) return "unreachable";
    const received = await receiveRun(ports, wanted, file, { run: step.run, state });
    if (typeof received === "string") return received;
    if (received === state) return "unreachable";
    state = received;
  }
}

/** What an earlier download left is read again, piece by piece, before it is believed. */
async function whatIsLeft(file: FileHandle, { sizeBytes, chunkList }: WantedFile): Promise<TransferState> {
  const count = Math.ceil(sizeBytes / CHUNK_BYTES);
  if (chunkList === undefined) return beginTransfer(count, () => false);
  const { size } = await file.stat();
  const right = new Set<number>();
  const piece = Buffer.alloc(CHUNK_BYTES);
  for (let index = 0; index * CHUNK_BYTES < size && index < count; index += 1) {
    const length = chunkLength(sizeBytes, index);
    const { bytesRead } = await file.read(piece, 0, length, index * CHUNK_BYTES);
    if (bytesRead === length && chunkList.matches(index, piece.subarray(0, length))) right.add(index);
  }
  return beginTransfer(count, (index) => right.has(index));
}

/** Reads one answer into the file, until its run is full or it ends; the same state when nothing of use came. */
async function receiveRun(
  { link, gate }: DownloadPorts,
  wanted: WantedFile,
  file: FileHandle,
  { run, state }: { run: PieceRun; state: TransferState },
): Promise<TransferState | Exclude<FetchResult, "have">> {
  const fromByte = run.first * CHUNK_BYTES;
  const endByte = run.end * CHUNK_BYTES;
  const path = PLAYER_PATHS.media(wanted.sha256);
  const answer = await link.getBody(path, fromByte, endByte < wanted.sizeBytes ? endByte : undefined);
  if (answer.kind !== "body") return answer.kind;
  const { startsAtByte } = answer;
  if (startsAtByte !== fromByte && startsAtByte !== 0) return "unreachable";
  // A server that knows no ranges sends everything: then everything is taken.
  const end = startsAtByte === fromByte ? run.end : Number.POSITIVE_INFINITY;
  let now = state;
  try {
    const from = { startsAtByte, sizeBytes: wanted.sizeBytes };
    for await (const { index, bytes } of readPieces(answer.body, from, (count) => gate.pace(count))) {
      const isRight = wanted.chunkList?.matches(index, bytes) ?? true;
      if (isRight && isMissing(now, index)) await file.write(bytes, 0, bytes.length, index * CHUNK_BYTES);
      now = stepTransfer(now, { index, isRight });
      if (index + 1 >= end) break;
    }
  } catch (error) {
    if (!(error instanceof LinkBrokenError)) throw error;
  }
  return now;
}
