import * as z from "zod";
import { Base64Url, EpochMs, humanText, KeyId } from "./primitives.ts";

/** Public half of an Ed25519 key (RFC 8037), without private or optional members. */
export const PublicKey = z.strictObject({
  kty: z.literal("OKP"),
  crv: z.literal("Ed25519"),
  x: Base64Url.length(43),
});
export type PublicKey = z.infer<typeof PublicKey>;

const Role = z.strictObject({ keyIds: z.array(KeyId).max(16), threshold: z.int().min(1).max(16) });

/**
 * What a player pins at pairing: which keys may do what.
 * A later version counts only when the threshold of root keys of the version before it has signed it.
 */
export const RootDocument = z.strictObject({
  type: z.literal("root"),
  version: z.int().min(1),
  serverName: humanText(100),
  issuedAtMs: EpochMs,
  keys: z.record(KeyId, PublicKey),
  roles: z.strictObject({ root: Role, scheduler: Role, gate: Role }),
  /** Distinct persons, not keys, are counted against `approvalThreshold`. */
  approvers: z
    .array(
      z.strictObject({
        keyId: KeyId,
        personId: z.uuid(),
        fromMs: EpochMs,
        /** Approvals dated at or after this instant no longer count; `null` while in office. */
        untilMs: EpochMs.nullable(),
      }),
    )
    .max(2_000),
  approvalThreshold: z.int().min(2).max(5),
});
export type RootDocument = z.infer<typeof RootDocument>;
