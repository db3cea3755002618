import { base64url } from "jose";
import { DOCUMENT_TYPES } from "../../schemas/envelope.ts";
import type { RootDocument } from "../../schemas/root-document.ts";
import { canonicalJson } from "../../schemas/trust/canonical-json.ts";
import { validSigners } from "../../schemas/trust/envelope.ts";
import { keysOfRole, openFirstRoot, openNextRoot } from "../../schemas/trust/root-of-trust.ts";
import type { Opened } from "../../schemas/trust/signed-document.ts";
import { Manifest, ManifestSignatures, RootRow } from "./bundle-shapes.ts";
import type { Findings, Told } from "./findings.ts";
import type { Archive } from "./read-archive.ts";
import { type Bundle, placeOf, readAllRows, sha256 } from "./read-files.ts";

export const MANIFEST_NAME = "MANIFEST.json";
const SIGNATURES_NAME = "MANIFEST.sig.json";

/** The signed list as it stands in the archive, believed or not; null when it cannot be read. */
export interface ReadManifest {
  readonly bytes: Buffer;
  readonly manifest: Manifest | null;
}

/** Reads the list; what is in the archive and not in it, or in it and not in the archive, is told. */
export async function readManifest(archive: Archive, findings: Findings): Promise<ReadManifest> {
  const bytes = await contentOf(archive, MANIFEST_NAME);
  const manifest = parse(Manifest, bytes, (value) => canonicalJson(value));
  if (manifest === null) {
    findings.tellFile(MANIFEST_NAME, { vi: "thiếu hoặc không đọc được", en: "it is missing or cannot be read" });
    return { bytes, manifest };
  }
  const listed = new Set(manifest.files.map(({ name }) => name));
  const held = new Set(archive.names);
  for (const name of held) {
    if (listed.has(name) || name === MANIFEST_NAME || name === SIGNATURES_NAME) continue;
    findings.tellFile(name, { vi: "không có trong MANIFEST.json", en: "it is not in MANIFEST.json" });
  }
  for (const name of listed) {
    if (!held.has(name)) findings.tellFile(name, { vi: "bị thiếu", en: "it is missing" });
  }
  return { bytes, manifest };
}

/** The newest root document of an unbroken line of them, each signed by the one before; null when there is none. */
export async function readRoots(bundle: Bundle): Promise<RootDocument | null> {
  let newest: RootDocument | null = null;
  for (const { number, row } of await readAllRows(bundle, "roots.jsonl", RootRow, nameRoot)) {
    const opened: Opened<RootDocument> =
      newest === null ? await openFirstRoot(row.envelope) : await openNextRoot(row.envelope, newest);
    if (opened.ok && opened.document.version === row.version) {
      newest = opened.document;
      continue;
    }
    const where = placeOf("roots.jsonl", number, nameRoot(row));
    const what = {
      vi: "văn bản gốc không được ký đúng bởi bản trước",
      en: "this root document is not signed as the one before it demands",
    };
    bundle.findings.tell({ file: "roots.jsonl", row: number, where, what });
  }
  return newest;
}

/** Holds the server's signature against the bytes of the list. */
export async function checkSignature(
  archive: Archive,
  { bytes }: ReadManifest,
  root: RootDocument | null,
  findings: Findings,
): Promise<void> {
  const told = parse(ManifestSignatures, await contentOf(archive, SIGNATURES_NAME), sayPlainly);
  if (told === null) {
    findings.tellFile(SIGNATURES_NAME, { vi: "thiếu hoặc không đọc được", en: "it is missing or cannot be read" });
    return;
  }
  const { signatures } = told;
  const keys = root === null ? new Map() : keysOfRole(root, "scheduler");
  const signers = await validSigners({ payload: base64url.encode(bytes), signatures }, DOCUMENT_TYPES.evidence, keys);
  // Letters that say the same bytes in another way were not written by the server.
  const isExact = signatures.every(({ signature }) => base64url.encode(base64url.decode(signature)) === signature);
  const isNamed = told.sha256 === sha256(bytes);
  const isSigned = signers.size === signatures.length;
  if (isSigned && isExact && isNamed) return;
  findings.tellFile(isNamed || isSigned ? SIGNATURES_NAME : MANIFEST_NAME, {
    vi: "chữ ký của máy chủ không đúng cho danh sách này",
    en: "the server's signature is not over this list",
  });
}

function sayPlainly(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

function nameRoot(row: unknown): Told | null {
  const parsed = RootRow.pick({ version: true }).loose().safeParse(row);
  if (!parsed.success) return null;
  const { version } = parsed.data;
  return { vi: `văn bản gốc phiên bản ${version}`, en: `root document version ${version}` };
}

async function contentOf(archive: Archive, name: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  try {
    for await (const piece of archive.read(name)) pieces.push(piece);
  } catch {
    // What cannot be read is empty, and nothing parses from it.
    return Buffer.alloc(0);
  }
  return Buffer.concat(pieces);
}

function parse<T>(
  schema: { safeParse(value: unknown): { success: true; data: T } | { success: false } },
  bytes: Buffer,
  write: (value: T) => string,
): T | null {
  const text = bytes.toString("utf8");
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success && write(parsed.data) === text ? parsed.data : null;
  } catch {
    // The caller tells that it cannot be read.
    return null;
  }
}
