import { createCipheriv, createDecipheriv, randomBytes, scrypt } from "node:crypto";
import { z } from "zod";
import { BackupRefused } from "./backup-refused.ts";

/** 128 MB and about half a second for each guess. */
const COST = { n: 2 ** 17, r: 8, p: 1 } as const;
const KEY_BYTES = 32;
export const MIN_PASSPHRASE_CHARACTERS = 12;

const Base64 = z.string().regex(/^[A-Za-z0-9+/]+=*$/);

const SealedKeys = z.strictObject({
  format: z.literal(1),
  kdf: z.literal("scrypt"),
  n: z
    .int()
    .min(2 ** 14)
    .max(2 ** 20),
  r: z.int().min(8).max(32),
  p: z.int().min(1).max(16),
  salt: Base64,
  cipher: z.literal("aes-256-gcm"),
  nonce: Base64,
  tag: Base64,
  data: Base64,
});

/** Key files by name. */
const KeyFiles = z.record(z.string().regex(/^[a-z0-9-]{1,80}\.json$/), z.string().max(4_000));
export type KeyFiles = z.infer<typeof KeyFiles>;

/**
 * Seals key files so that only who knows the passphrase can read them. `bound` is sealed with them: they open only beside
 * the same text, so a database that was put in an archive later is noticed.
 */
export async function sealKeys(files: KeyFiles, passphrase: string, bound: string): Promise<string> {
  const [salt, nonce] = [randomBytes(16), randomBytes(12)];
  const cipher = createCipheriv("aes-256-gcm", await deriveKey(passphrase, salt, COST), nonce);
  cipher.setAAD(Buffer.from(bound));
  const data = Buffer.concat([cipher.update(JSON.stringify(files), "utf8"), cipher.final()]);
  const base64 = (bytes: Buffer) => bytes.toString("base64");
  return JSON.stringify({
    format: 1,
    kdf: "scrypt",
    ...COST,
    salt: base64(salt),
    cipher: "aes-256-gcm",
    nonce: base64(nonce),
    tag: base64(cipher.getAuthTag()),
    data: base64(data),
  });
}

/** The key files. Throws `BackupRefused` for another passphrase, and beside another text than they were sealed with. */
export async function openSealedKeys(text: string, passphrase: string, bound: string): Promise<KeyFiles> {
  const sealed = SealedKeys.safeParse(JSON.parse(text));
  if (!sealed.success) throw new BackupRefused("The sealed keys of this archive cannot be read.");
  const { salt, nonce, tag, data, ...cost } = sealed.data;
  const key = await deriveKey(passphrase, Buffer.from(salt, "base64"), cost);
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64"));
    decipher.setAAD(Buffer.from(bound));
    decipher.setAuthTag(Buffer.from(tag, "base64"));
    const opened = Buffer.concat([decipher.update(Buffer.from(data, "base64")), decipher.final()]);
    return KeyFiles.parse(JSON.parse(opened.toString("utf8")));
  } catch (error) {
    throw new BackupRefused("The passphrase is not the one this archive was made with, or the archive was changed.", {
      cause: error,
    });
  }
}

function deriveKey(
  passphrase: string,
  salt: Buffer,
  { n, r, p }: { n: number; r: number; p: number },
): Promise<Buffer> {
  const options = { N: n, r, p, maxmem: 256 * n * r };
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize("NFC"), salt, KEY_BYTES, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}
