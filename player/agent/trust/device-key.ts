import { generateKeyPairSync } from "node:crypto";
import { join } from "node:path";
import { importJWK } from "jose";
import * as z from "zod";
import { PublicKey } from "../../../schemas/root-document.ts";
import { keyIdOf, type Signer } from "../../../schemas/trust/envelope.ts";
import { openTwinFile } from "../ports/twin-file.ts";

const PrivateKey = PublicKey.extend({ d: z.string().length(43) });

/** This machine's own key. */
export interface DeviceKey extends Signer {
  readonly publicKey: PublicKey;
}

/**
 * Returns the player's Ed25519 key, made on the first boot and kept in `<dataDir>/key.{a,b}` (0600). Two copies that are
 * there but damaged throw: making another key would silently be another player.
 */
export async function ensureDeviceKey(dataDir: string): Promise<DeviceKey> {
  const file = openTwinFile(join(dataDir, "key"));
  const text = await file.read();
  const jwk = text === undefined ? generate() : PrivateKey.parse(JSON.parse(text));
  if (text === undefined) await file.write(JSON.stringify(jwk));
  const key = await importJWK({ ...jwk }, "EdDSA");
  if (key instanceof Uint8Array) throw new Error("The player's key file holds no key pair.");
  const publicKey: PublicKey = { kty: jwk.kty, crv: jwk.crv, x: jwk.x };
  return { key, keyId: await keyIdOf(publicKey), publicKey };
}

function generate(): z.infer<typeof PrivateKey> {
  const { privateKey } = generateKeyPairSync("ed25519");
  return PrivateKey.parse(privateKey.export({ format: "jwk" }));
}
