import type { ItemKind } from "../../../schemas/airing-document.ts";
import type { ClockState, Outcome, PanelState, PlayKey, PlayRecord } from "../../../schemas/play-record.ts";

/** The fields of a showing that are known when it begins. */
export type DraftFields = Omit<PlayRecord, "player" | "boot" | "seq" | "shownMs" | "outcome" | "prevSha256">;

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const KINDS: Record<ItemKind, string> = { image: "i", video: "v", slide: "s" };
const CLOCKS: Record<ClockState, string> = { anchored: "a", interpolated: "i", "wall-only": "w", unknown: "u" };
const PANELS: Record<PanelState, string> = { on: "o", off: "f", unknown: "u" };
const OUTCOMES: Record<Outcome, string> = { completed: "c", cut: "t", interrupted: "i" };

/** Tokens of a draft, the same number for every draft, none of them empty or with a space in it. */
export function packDraft(draft: DraftFields): string[] {
  const flags = [KINDS[draft.kind], CLOCKS[draft.clock], PANELS[draft.panel], draft.joinedLate ? "y" : "n"];
  return [
    packText(draft.zone),
    flags.join(""),
    packHex(draft.airingSha256),
    packId(draft.editionVersionId),
    packText(draft.language),
    packId(draft.entryId),
    packNumber(draft.manifestRevision),
    packHex(draft.loopId),
    packNumber(draft.slotIndex),
    packNumber(draft.plannedMs),
    packNumber(draft.startedMonoMs),
    packNumber(draft.startedWallMs),
  ];
}

/** Number of tokens that `packDraft` gives. */
export const DRAFT_TOKENS = 12;

/** The draft that `packDraft` made these of. What they say is for the caller's schema to judge. */
export function unpackDraft(tokens: readonly string[]): Record<keyof DraftFields, unknown> {
  const [zone = "", flags = "", airing = "", edition = "", language = "", entry = "", ...rest] = tokens;
  const [revision = "", loop = "", slot = "", planned = "", mono = "", wall = ""] = rest;
  return {
    zone: unpackText(zone),
    kind: nameOf(KINDS, flags[0]),
    airingSha256: unpackHex(airing, 64),
    editionVersionId: unpackId(edition),
    language: unpackText(language),
    entryId: unpackId(entry),
    manifestRevision: unpackNumber(revision),
    loopId: unpackHex(loop, 16),
    slotIndex: unpackNumber(slot),
    plannedMs: unpackNumber(planned),
    startedMonoMs: unpackNumber(mono),
    startedWallMs: unpackNumber(wall),
    clock: nameOf(CLOCKS, flags[1]),
    joinedLate: flags[3] === "y",
    panel: nameOf(PANELS, flags[2]),
  };
}

export function packOutcome(outcome: Outcome): string {
  return OUTCOMES[outcome];
}

export function unpackOutcome(token: string | undefined): string | undefined {
  return nameOf(OUTCOMES, token);
}

export function packNumber(value: number): string {
  return value.toString(36);
}

export function unpackNumber(token: string | undefined): number {
  return Number.parseInt(token ?? "", 36);
}

export function packKey({ boot, seq }: PlayKey): string {
  return `${packNumber(boot)}.${packNumber(seq)}`;
}

export function unpackKey(token: string): PlayKey {
  const [boot, seq] = token.split(".");
  return { boot: unpackNumber(boot), seq: unpackNumber(seq) };
}

export function packText(text: string): string {
  return encodeURIComponent(text);
}

export function unpackText(token: string): string {
  return decodeURIComponent(token);
}

/** Two letters for every three hexadecimal digits. */
export function packHex(hex: string): string {
  let text = "";
  for (let from = 0; from < hex.length; from += 3) {
    const value = Number.parseInt(hex.slice(from, from + 3).padEnd(3, "0"), 16);
    text += `${DIGITS[value >> 6]}${DIGITS[value & 63]}`;
  }
  return text;
}

/** `length`: how many hexadecimal digits there were. */
export function unpackHex(text: string, length: number): string {
  let hex = "";
  for (let from = 0; from < text.length; from += 2) {
    const value = DIGITS.indexOf(text[from] ?? "") * 64 + DIGITS.indexOf(text[from + 1] ?? "");
    hex += value.toString(16).padStart(3, "0");
  }
  return hex.slice(0, length);
}

/** An id is a UUID by its schema; one in capitals keeps them. */
function packId(id: string): string {
  return UUID.test(id) ? packHex(id.replaceAll("-", "")) : `=${packText(id)}`;
}

function unpackId(token: string): string {
  if (token.startsWith("=")) return unpackText(token.slice(1));
  const hex = unpackHex(token, 32);
  const cuts = [0, 8, 12, 16, 20, 32];
  return cuts
    .slice(1)
    .map((to, index) => hex.slice(cuts[index], to))
    .join("-");
}

function nameOf(names: Record<string, string>, letter: string | undefined): string | undefined {
  return Object.keys(names).find((name) => names[name] === letter);
}
