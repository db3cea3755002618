import * as z from "zod";
import { AiringDocument } from "./airing-document.ts";
import { EpochMs, LanguageTag, Sha256 } from "./primitives.ts";

/** One showing the stage should make. The agent has verified document, approvals and bytes. */
export const StageSlot = z.strictObject({
  /** Names this showing for ever: `<startsAtMs>-<slotIndex>`; a resumption has a key of its own. */
  key: z.string().min(3).max(60),
  airingSha256: Sha256,
  airing: AiringDocument,
  /** URL for each rendition hash of the document. */
  urls: z.record(Sha256, z.string().max(300)),
  /** Start of the slot on the agent's clock; may lie in the past: then the stage joins late. */
  startsAtMs: EpochMs,
  endsAtMs: EpochMs,
});
export type StageSlot = z.infer<typeof StageSlot>;

/** What stands on the slate: no cause, no machinery. */
export const SlateText = z.strictObject({
  placeName: z.string().max(120),
  languages: z.array(LanguageTag).max(8),
});
export type SlateText = z.infer<typeof SlateText>;

/** Shown on the slate while a player waits to be paired. */
export const PairingCard = z.strictObject({
  code: z.string().max(12),
  words: z.array(z.string().max(30)).length(6),
});
export type PairingCard = z.infer<typeof PairingCard>;

export const AgentToStage = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("role"),
    /** Evidence is taken from the one presenter; a viewer only looks. */
    role: z.enum(["presenter", "viewer"]),
    agentTimeMs: EpochMs,
    slate: SlateText,
  }),
  z.strictObject({
    type: z.literal("program"),
    agentTimeMs: EpochMs,
    /** In order of time, at least two ahead while the manifest has them; replaces the list before. */
    slots: z.array(StageSlot).max(8),
  }),
  z.strictObject({ type: z.literal("pairing"), card: PairingCard.nullable() }),
  /** Loudness of everything that sounds; silence until it is first said. */
  z.strictObject({ type: z.literal("volume"), ppm: z.int().min(0).max(1_000_000) }),
  z.strictObject({ type: z.literal("identify"), seconds: z.int().min(1).max(60) }),
]);
export type AgentToStage = z.infer<typeof AgentToStage>;

export const StageToAgent = z.discriminatedUnion("type", [
  /** First frame really presented. */
  z.strictObject({ type: z.literal("shown"), key: z.string().max(60), frames: z.int().min(0) }),
  /** Gone from the glass; `frames` presented while it was on. */
  z.strictObject({
    type: z.literal("removed"),
    key: z.string().max(60),
    frames: z.int().min(0),
    reason: z.enum(["planned", "replaced", "stalled"]),
  }),
  /** Could not be shown; the stage holds what it has, or the slate. */
  z.strictObject({ type: z.literal("failed"), key: z.string().max(60), reason: z.string().max(60) }),
  /** 1 Hz. The frame counter is the proof of picture. */
  z.strictObject({
    type: z.literal("heartbeat"),
    key: z.string().max(60).nullable(),
    /** Frames that the page has presented since it was loaded, of whatever lay on the glass; never falls. */
    frames: z.int().min(0),
    /** False while the page is out of sight, where nothing is presented. */
    visible: z.boolean().optional(),
  }),
]);
export type StageToAgent = z.infer<typeof StageToAgent>;

/** What the preview tells the page around it, once for every feed and whenever it changes. */
export const PreviewReport = z.strictObject({
  type: z.literal("preview-report"),
  /** The item of the feed's instant; `null` where nothing is planned. */
  airingSha256: Sha256.nullable(),
  /** `slate`: there is nothing to show. `failed`: the item cannot be shown, so the slate is seen in its place. */
  state: z.enum(["shown", "slate", "failed"]),
  reason: z.string().max(60).nullable(),
});
export type PreviewReport = z.infer<typeof PreviewReport>;

/** Fed by the console to the same page in an iframe: the preview has no other renderer. */
export const PreviewFeed = z.strictObject({
  type: z.literal("preview"),
  slate: SlateText,
  manifest: z.unknown(),
  /** Airing documents by hash, for the items of the manifest. */
  airings: z.record(Sha256, AiringDocument),
  mediaBase: z.string().max(200),
  atMs: EpochMs,
  playing: z.boolean(),
});
export type PreviewFeed = z.infer<typeof PreviewFeed>;
