import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { ARCHIVE_NAMES, ArchiveManifest, mediumOfName, playFileOfName } from "./archive-manifest.ts";
import { BackupRefused } from "./backup-refused.ts";
import { paddingBytes, readTarHeader, TAR_BLOCK_BYTES } from "./tar-header.ts";

const READ_BYTES = 1 << 20;
const FIXED_NAMES: ReadonlySet<string> = new Set([
  ARCHIVE_NAMES.sqlite,
  ARCHIVE_NAMES.postgres,
  ARCHIVE_NAMES.media,
  ARCHIVE_NAMES.settings,
  ARCHIVE_NAMES.keys,
]);

interface TarPart {
  readonly name: string;
  readonly startBytes: number;
  readonly sizeBytes: number;
}

/** An archive of which every byte was found as its manifest says. */
export class CheckedArchive {
  readonly manifest: ArchiveManifest;
  readonly #file: FileHandle;
  readonly #parts: ReadonlyMap<string, TarPart>;

  private constructor(file: FileHandle, parts: ReadonlyMap<string, TarPart>, manifest: ArchiveManifest) {
    this.#file = file;
    this.#parts = parts;
    this.manifest = manifest;
  }

  /** Reads the whole archive and throws `BackupRefused`, naming what is wrong, unless all of it is as it was made. */
  static async open(path: string): Promise<CheckedArchive> {
    const file = await open(path, "r").catch((error: unknown) => {
      throw new BackupRefused(`${path} cannot be read.`, { cause: error });
    });
    try {
      const parts = await listParts(file);
      const manifest = await readManifest(file, parts);
      const archive = new CheckedArchive(file, parts, manifest);
      await archive.#checkFiles();
      return archive;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async readText(name: string): Promise<string> {
    return (await readPart(this.#file, this.#partOf(name))).toString("utf8");
  }

  stream(name: string): Readable {
    return streamPart(this.#file, this.#partOf(name));
  }

  /** Writes one file of the archive to a new path, readable by its owner alone. */
  async extract(name: string, path: string): Promise<void> {
    await pipeline(this.stream(name), createWriteStream(path, { flags: "wx", mode: 0o600, flush: true }));
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  /** Whether the keys are in it; a timed backup without a passphrase leaves them out. */
  get holdsKeys(): boolean {
    return this.#parts.has(ARCHIVE_NAMES.keys);
  }

  #partOf(name: string): TarPart {
    const part = this.#parts.get(name);
    if (part === undefined) throw new BackupRefused(`The archive holds no ${name}.`);
    return part;
  }

  async #checkFiles(): Promise<void> {
    const { files, database } = this.manifest;
    const named = new Set(files.map(({ name }) => name));
    const beside = this.#parts.size - 2;
    if (named.size !== files.length || beside !== files.length) throw new BackupRefused("The archive is not whole.");
    for (const name of [ARCHIVE_NAMES[database], ARCHIVE_NAMES.media, ARCHIVE_NAMES.settings]) {
      if (!named.has(name)) throw new BackupRefused(`The archive holds no ${name}.`);
    }
    for (const { name, sizeBytes, sha256 } of files) {
      const medium = mediumOfName(name);
      const isKnown = FIXED_NAMES.has(name) || playFileOfName(name) !== undefined;
      if (medium === undefined ? !isKnown : medium !== sha256) {
        throw new BackupRefused(`The archive holds something that no backup holds: ${name}.`);
      }
      const part = this.#partOf(name);
      if (part.sizeBytes !== sizeBytes || (await hashPart(this.#file, part)) !== sha256) {
        throw new BackupRefused(`${name} in the archive is not as it was made.`);
      }
    }
  }
}

async function listParts(file: FileHandle): Promise<Map<string, TarPart>> {
  const parts = new Map<string, TarPart>();
  const { size } = await file.stat();
  for (let at = 0; at + TAR_BLOCK_BYTES <= size; ) {
    const header = Buffer.alloc(TAR_BLOCK_BYTES);
    await file.read(header, 0, TAR_BLOCK_BYTES, at);
    const told = readTarHeader(header);
    if (told === undefined) {
      if (at + 2 * TAR_BLOCK_BYTES !== size) break;
      return parts;
    }
    if (told === null || parts.has(told.name)) break;
    const startBytes = at + TAR_BLOCK_BYTES;
    parts.set(told.name, { ...told, startBytes });
    at = startBytes + told.sizeBytes + paddingBytes(told.sizeBytes);
  }
  throw new BackupRefused("This is not a whole backup: it was cut short or changed.");
}

async function readManifest(file: FileHandle, parts: ReadonlyMap<string, TarPart>): Promise<ArchiveManifest> {
  const [text, hash] = [parts.get(ARCHIVE_NAMES.manifest), parts.get(ARCHIVE_NAMES.manifestHash)];
  if (text === undefined || hash === undefined) throw new BackupRefused("This is not a backup: it has no manifest.");
  const bytes = await readPart(file, text);
  const wanted = (await readPart(file, hash)).toString("utf8").trim();
  if (createHash("sha256").update(bytes).digest("hex") !== wanted) {
    throw new BackupRefused("The manifest of the archive is not as it was made.");
  }
  const parsed = ArchiveManifest.safeParse(JSON.parse(bytes.toString("utf8")));
  if (!parsed.success)
    throw new BackupRefused("The archive was made by a newer version: restore it with that version.");
  return parsed.data;
}

function streamPart(file: FileHandle, part: TarPart): Readable {
  return Readable.from(piecesOf(file, part), { objectMode: false });
}

async function* piecesOf(file: FileHandle, { startBytes, sizeBytes }: TarPart): AsyncGenerator<Buffer> {
  for (let at = 0; at < sizeBytes; ) {
    const piece = Buffer.alloc(Math.min(READ_BYTES, sizeBytes - at));
    const { bytesRead } = await file.read(piece, 0, piece.length, startBytes + at);
    if (bytesRead === 0) throw new BackupRefused("The archive was cut short while it was read.");
    yield piece.subarray(0, bytesRead);
    at += bytesRead;
  }
}

function readPart(file: FileHandle, part: TarPart): Promise<Buffer> {
  return buffer(streamPart(file, part));
}

async function hashPart(file: FileHandle, part: TarPart): Promise<string> {
  const hash = createHash("sha256");
  for await (const bytes of piecesOf(file, part)) hash.update(bytes);
  return hash.digest("hex");
}
