import { randomBytes } from "node:crypto";
import { sha256Hex } from "../../sha256.ts";

/** Crockford's Base32: no I, L, O or U, so that nothing reads as something else. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** How long a code may be typed. */
export const PAIRING_CODE_LIFE_MS = 10 * 60_000;

/** How often one code may be typed, and how many wrong codes one person may type while a code lives. */
export const PAIRING_TRIES = 5;

/** A fresh code of 40 random bits, `XXXX-XXXX`. */
export function makePairingCode(): string {
  let bits = BigInt(`0x${randomBytes(5).toString("hex")}`);
  let code = "";
  for (let index = 0; index < 8; index++) {
    code = ALPHABET.charAt(Number(bits & 31n)) + code;
    bits >>= 5n;
  }
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}

/** What was typed as it would have been issued: any case, spaces and dashes, O for 0, I or L for 1; else `undefined`. */
export function readPairingCode(typed: string): string | undefined {
  const code = typed
    .normalize("NFKC")
    .toUpperCase()
    .replace(/[\s\-–—_.]/g, "")
    .replace(/O/g, "0")
    .replace(/[IL]/g, "1");
  if (!/^[0-9A-HJKMNP-TV-Z]{8}$/.test(code)) return undefined;
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}

/** The form in which a code is kept. */
export function pairingCodeSha256(code: string): string {
  return sha256Hex(`pairing-code ${code}`);
}
