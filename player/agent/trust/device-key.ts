import { generateKeyPairSync } from "node:crypto";
import { join } from "node:path";
import { importJWK } from "jose";
import { z } from "zod";
import { PublicKey } from "../../../schemas/root-document.ts";
import { keyIdOf, type Signer } from "../../../schemas/trust/envelope.ts";
import { findText, writeFileDurably } from "../ports/files.ts";

const PrivateKey = PublicKey.extend({ d: z.string().length(43) });

/** This machine's own key. */
export interface DeviceKey extends Signer {
  readonly publicKey: PublicKey;
}

/**
 * Returns the player's Ed25519 key, made on the first boot and kept in `<dataDir>/key.json` (0600). A file that is there
 * but cannot be read as a key throws: making another one would silently be another player.
 */
export async function ensureDeviceKey(dataDir: string): Promise<DeviceKey> {
  const path = join(dataDir, "key.json");
  const text = await findText(path);
  const jwk = text === undefined ? generate() : PrivateKey.parse(JSON.parse(text));
  if (text === undefined) await writeFileDurably(path, JSON.stringify(jwk), 0o600);
  const key = await importJWK({ ...jwk }, "EdDSA");
  if (key instanceof Uint8Array) throw new Error(`${path} holds no key pair.`);
  const publicKey: PublicKey = { kty: jwk.kty, crv: jwk.crv, x: jwk.x };
  return { key, keyId: await keyIdOf(publicKey), publicKey };
}

function generate(): z.infer<typeof PrivateKey> {
  const { privateKey } = generateKeyPairSync("ed25519");
  return PrivateKey.parse(privateKey.export({ format: "jwk" }));
}
