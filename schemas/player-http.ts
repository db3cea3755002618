import * as z from "zod";
import { Envelope } from "./envelope.ts";
import { CivilDate, EpochMs, humanText, NounId, Sha256 } from "./primitives.ts";
import { PublicKey } from "./root-document.ts";

/**
 * Paths a player calls. All but the two pairing ones need `Authorization: Bearer <sessionToken>`.
 * `GET /media/:sha256` answers Range requests and is immutable.
 */
export const PLAYER_PATHS = {
  socket: "/player/socket",
  /** The socket's messages by POST, where no WebSocket gets through. */
  poll: "/player/poll",
  pairing: "/player/pairing",
  pairingState: (requestId: string) => `/player/pairing/${requestId}`,
  manifest: (sha256: string) => `/player/manifest/${sha256}`,
  airing: (sha256: string) => `/player/airing/${sha256}`,
  root: (version: number) => `/player/root/${version}`,
  /** Takes the signed list that a player holds, as the body: what a restored server lacks, it takes back from it. */
  heldWithdrawals: "/player/withdrawals",
  withdrawals: (version: number) => `/player/withdrawals/${version}`,
  media: (sha256: string) => `/media/${sha256}`,
  pictures: "/player/pictures",
} as const;

/** A list of withdrawals is never longer, in its envelope. */
export const MAX_LIST_BYTES = 4_200_000;

/** A stage picture is sent as the body, a JPEG of at most this; what it shows goes in the query, as `StagePicture`. */
export const MAX_PICTURE_BYTES = 400_000;

/** What a picture of the stage is of: an order's answer, or the one of an item, screen and day that is kept as evidence. */
export const StagePicture = z.discriminatedUnion("of", [
  z.strictObject({
    of: z.literal("command"),
    number: z.coerce.number().int().min(1),
    takenAtMs: z.coerce.number().pipe(EpochMs),
  }),
  z.strictObject({
    of: z.literal("day"),
    airingSha256: Sha256,
    civilDate: CivilDate,
    takenAtMs: z.coerce.number().pipe(EpochMs),
  }),
]);
export type StagePicture = z.infer<typeof StagePicture>;

export const PairingRequest = z.strictObject({
  publicKey: PublicKey,
  deviceName: humanText(80),
  agentVersion: z.string().max(40),
});
export type PairingRequest = z.infer<typeof PairingRequest>;

/**
 * `code` is typed by the operator; `secret` lets this player alone ask how its request stands: it goes as
 * `Authorization: Bearer <secret>` with every GET of the pairing state.
 */
export const PairingOffer = z.strictObject({
  requestId: NounId,
  code: z.string().regex(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/),
  secret: z.string().min(32).max(100),
  expiresAtMs: EpochMs,
  serverName: humanText(100),
  /** Newest root document; the player pins it only after the operator has compared the six words. */
  root: Envelope,
});
export type PairingOffer = z.infer<typeof PairingOffer>;

export const PairingState = z.discriminatedUnion("state", [
  z.strictObject({ state: z.literal("waiting") }),
  z.strictObject({ state: z.literal("expired") }),
  z.strictObject({
    state: z.literal("confirmed"),
    player: z.int().min(1),
    screenId: NounId,
    /** The player's first boot must be above this; never 0 again after a replacement. */
    highestBoot: z.int().min(0),
  }),
]);
export type PairingState = z.infer<typeof PairingState>;

/** One airing document as its canonical bytes, with every approval known for it. */
export const AiringBundle = z.strictObject({
  /** Canonical JSON text, byte for byte what the approvals' hash covers. */
  document: z.string().max(64_000),
  approvals: z.array(Envelope).max(16),
});
export type AiringBundle = z.infer<typeof AiringBundle>;
