import * as z from "zod";

/** Instant in UTC epoch milliseconds: a safe, non-negative integer. */
export const EpochMs = z.int().min(0).max(8_640_000_000_000_000);

/** Length of time in whole milliseconds, at most 400 days. */
export const DurationMs = z.int().min(0).max(34_560_000_000);

/** Lower-case hexadecimal SHA-256. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** UUIDv7 of a noun. */
export const NounId = z.uuid();

/** BCP 47 tag in its registered spelling, e.g. `vi`, `zh-Hans`, `tyz`. */
export const LanguageTag = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$/)
  .max(12);

/** Civil date `YYYY-MM-DD`, without a zone. */
export const CivilDate = z.iso.date();

/** Civil time of day `HH:mm`; `24:00` names the end of a day. */
export const LocalTime = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/);

/** IANA time zone name, e.g. `Asia/Ho_Chi_Minh`. */
export const TimeZone = z
  .string()
  .regex(/^[A-Za-z_]+(\/[A-Za-z_+-]+)*$/)
  .max(64);

/** Ed25519 public key or signature part in unpadded base64url. */
export const Base64Url = z
  .string()
  .regex(/^[A-Za-z0-9_-]+$/)
  // A last group of one letter stands for no byte, and decoding it throws.
  .refine((text) => text.length % 4 !== 1);

/** RFC 7638 thumbprint of an Ed25519 public key: the only name a key has. */
export const KeyId = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

/** Human text: normalised to NFC on the way in; control characters other than a line break are refused. */
export const humanText = (maxLength: number) =>
  z
    .string()
    .transform((text) => text.normalize("NFC").trim())
    .pipe(
      z
        .string()
        .max(maxLength)
        // biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point
        .regex(/^[^\u0000-\u0009\u000b-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]*$/u),
    );

export type Sha256 = z.infer<typeof Sha256>;
export type EpochMs = z.infer<typeof EpochMs>;
export type LanguageTag = z.infer<typeof LanguageTag>;
export type KeyId = z.infer<typeof KeyId>;
