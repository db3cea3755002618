import { randomUUID } from "node:crypto";
import { link, mkdir, open, readFile, unlink } from "node:fs/promises";
import { join } from "node:path";
import { exportJWK, generateKeyPair, importJWK } from "jose";
import { z } from "zod";
import { PublicKey } from "../../../schemas/root-document.ts";
import { keyIdOf, type Signer } from "../../../schemas/trust/envelope.ts";
import type { KeyCabinet } from "./key-cabinet.ts";

type FullSigner = Signer & { publicKey: PublicKey };

const PrivateKeyFile = z.object({ ...PublicKey.shape, d: z.string().length(43) });

/**
 * Keys as files in `dir` (0700), each 0600 and on disk before it is first used. A key is made once: callers that ask
 * at the same time, in one process or several, get the same one. A damaged file is an error, never a new key.
 */
export function createKeyCabinet(dir: string): KeyCabinet {
  const opened = new Map<string, Promise<FullSigner>>();
  const signer = (name: string) => {
    const known = opened.get(name);
    if (known !== undefined) return known;
    const opening = loadOrCreate(dir, `${name}.json`);
    opened.set(name, opening);
    // A failure is not remembered: the next caller tries again.
    opening.catch(() => opened.delete(name));
    return opening;
  };
  return {
    rootSigner: () => signer("root"),
    schedulerSigner: () => signer("scheduler"),
    personSigner: async (personId) => signer(`approver-${z.uuid().parse(personId)}`),
  };
}

async function loadOrCreate(dir: string, fileName: string): Promise<FullSigner> {
  const path = join(dir, fileName);
  const text = (await readIfThere(path)) ?? (await create(dir, path));
  const parsed = PrivateKeyFile.safeParse(JSON.parse(text));
  if (!parsed.success) throw new Error(`The key file ${fileName} is damaged.`);
  const { kty, crv, x } = parsed.data;
  const publicKey = { kty, crv, x };
  const key = await importJWK(parsed.data, "EdDSA");
  if (key instanceof Uint8Array) throw new Error(`The key file ${fileName} holds no Ed25519 key.`);
  return { keyId: await keyIdOf(publicKey), key, publicKey };
}

/** Returns the text of the file that stands at `path` in the end, which may be another process's. */
async function create(dir: string, path: string): Promise<string> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const { privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
  const { kty, crv, x, d } = await exportJWK(privateKey);
  const temporary = `${path}.${randomUUID()}.tmp`;
  const file = await open(temporary, "wx", 0o600);
  try {
    await file.writeFile(JSON.stringify({ kty, crv, x, d }));
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    // A link, unlike a rename, does not replace the key that another process has just made.
    await link(temporary, path);
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error;
  } finally {
    await unlink(temporary);
  }
  await syncDirectory(dir);
  return readFile(path, "utf8");
}

async function syncDirectory(dir: string): Promise<void> {
  const handle = await open(dir, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
