import { randomBytes } from "node:crypto";

/** 256 random bits for a cookie or a link. Only its SHA-256 is ever stored. */
export function newSecretToken(): string {
  return randomBytes(32).toString("base64url");
}
