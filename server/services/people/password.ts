import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";
import { DomainError } from "../../errors.ts";

export const MIN_PASSWORD_LENGTH = 12;
const MAX_PASSWORD_LENGTH = 200;

/** OWASP's first choice for scrypt at this memory: 32 MiB a check. */
const COST = { N: 2 ** 15, r: 8, p: 1 };
const KEY_BYTES = 32;

/** Throws `bad-input` when the password is too short, too long or the login itself. */
export function checkNewPassword(password: string, login: string): void {
  const { length } = password.normalize("NFC");
  if (length < MIN_PASSWORD_LENGTH) {
    throw new DomainError("bad-input", "people.password-too-short", { min: MIN_PASSWORD_LENGTH });
  }
  if (length > MAX_PASSWORD_LENGTH) {
    throw new DomainError("bad-input", "people.password-too-long", { max: MAX_PASSWORD_LENGTH });
  }
  if (password.trim().toLowerCase() === login) throw new DomainError("bad-input", "people.password-is-login");
}

/** `scrypt$N$r$p$salt$hash`: the cost travels with the hash, so that it can be raised later. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, COST);
  return ["scrypt", COST.N, COST.r, COST.p, salt.toString("base64url"), hash.toString("base64url")].join("$");
}

/** Takes the same time for a wrong password as for an account that is unknown or has none (`stored` null). */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const [scheme, N, r, p, salt, hash] = (stored ?? "").split("$");
  if (scheme !== "scrypt" || salt === undefined || hash === undefined) {
    await derive(password, randomBytes(16), COST);
    return false;
  }
  const expected = Buffer.from(hash, "base64url");
  const derived = await derive(password, Buffer.from(salt, "base64url"), { N: Number(N), r: Number(r), p: Number(p) });
  return expected.length === derived.length && timingSafeEqual(expected, derived);
}

function derive(password: string, salt: Buffer, cost: { N: number; r: number; p: number }): Promise<Buffer> {
  const options: ScryptOptions = { ...cost, maxmem: 256 * cost.N * cost.r };
  return new Promise((resolve, reject) => {
    scrypt(password.slice(0, MAX_PASSWORD_LENGTH * 2).normalize("NFC"), salt, KEY_BYTES, options, (error, hash) =>
      error ? reject(error) : resolve(hash),
    );
  });
}
