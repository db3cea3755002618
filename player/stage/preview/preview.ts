import "../../../schemas/without-eval.ts";
import { Manifest } from "../../../schemas/manifest.ts";
import { type ItemAnswer, type SlotAnswer, slotAt } from "../../../schemas/rules/slot-at.ts";
import { PreviewFeed, type PreviewReport, type StageSlot, type StageToAgent } from "../../../schemas/stage-channel.ts";
import type { StageClock } from "../clock.ts";
import type { Conductor } from "../sequencer/conductor.ts";
import type { Slate } from "../slate/slate.ts";

/** A picture that stands still has this long an end. */
const STANDING_MS = 86_400_000;
const REFRESH_MS = 1_000;
const SLOTS_AHEAD = 3;

/** What a feed means once its manifest is checked. */
interface Shown {
  readonly feed: PreviewFeed;
  readonly manifest: Manifest;
  /** What to add to an instant of the manifest to get the page's own. */
  readonly shiftMs: number;
  readonly number: number;
}

export interface PreviewPorts {
  readonly slate: Slate;
  readonly clock: StageClock;
  /** Tells the page around this one, and no other origin. */
  readonly tell: (report: PreviewReport) => void;
}

/**
 * Shows what a manifest shows at an instant, fed by the page around this one and by nobody else. The same slots, surfaces
 * and templates as on a player. Says to that page alone what came of it, so that a slate is never a silent answer.
 */
export class Preview {
  readonly #conductor: Conductor;
  readonly #ports: PreviewPorts;
  readonly #airingByKey = new Map<string, string>();
  #shown: Shown | undefined;
  #feeds = 0;
  #lastSlate = "";
  /** Whether videos may run; read by the surfaces. */
  isPlaying = false;

  constructor(conductor: (preview: Preview) => Conductor, ports: PreviewPorts) {
    this.#conductor = conductor(this);
    this.#ports = ports;
  }

  listen(): void {
    addEventListener("message", (event) => {
      if (event.origin !== location.origin || event.source !== parent) return;
      const feed = PreviewFeed.safeParse(event.data);
      const manifest = feed.success ? Manifest.safeParse(feed.data.manifest) : undefined;
      if (feed.success && manifest?.success === true) this.#take(feed.data, manifest.data);
      else if (feed.success) this.#tell(null, "failed", "manifest-malformed");
    });
    setInterval(() => this.#refresh(), REFRESH_MS);
  }

  /** What the sequencer would tell an agent of the newest feed's showings. */
  takeEvidence(message: StageToAgent): void {
    if (message.type !== "shown" && message.type !== "failed") return;
    const airingSha256 = this.#airingByKey.get(message.key);
    if (airingSha256 === undefined) return;
    if (message.type === "shown") this.#tell(airingSha256, "shown", null);
    else this.#tell(airingSha256, "failed", message.reason);
  }

  #tell(airingSha256: string | null, state: PreviewReport["state"], reason: string | null): void {
    this.#ports.tell({ type: "preview-report", airingSha256, state, reason });
  }

  #take(feed: PreviewFeed, manifest: Manifest): void {
    this.#feeds += 1;
    this.isPlaying = feed.playing;
    this.#shown = { feed, manifest, shiftMs: this.#ports.clock.nowMs() - feed.atMs, number: this.#feeds };
    this.#ports.slate.setText(feed.slate);
    this.#program(this.#shown);
  }

  #refresh(): void {
    if (this.#shown?.feed.playing === true) this.#program(this.#shown);
  }

  #program(shown: Shown): void {
    const slots: StageSlot[] = [];
    this.#airingByKey.clear();
    const nowMs = shown.feed.playing ? Math.floor(this.#ports.clock.nowMs() - shown.shiftMs) : shown.feed.atMs;
    let atMs = nowMs;
    for (let count = 0; count < (shown.feed.playing ? SLOTS_AHEAD : 1); count += 1) {
      const answer = slotAt(shown.manifest, atMs);
      const slot = answer.kind === "item" ? slotOf(shown, answer) : undefined;
      if (slot !== undefined) slots.push(slot);
      if (slot !== undefined) this.#airingByKey.set(slot.key, slot.airingSha256);
      if (atMs === nowMs) this.#tellOfSlate(shown, answer, slot);
      atMs = answer.endsAtMs;
    }
    this.#conductor.takeProgram(slots);
  }

  /** Once for each stretch of slate; a feed is always answered. */
  #tellOfSlate(shown: Shown, answer: SlotAnswer, slot: StageSlot | undefined): void {
    const stretch = slot === undefined ? `${shown.number}-${answer.startedAtMs}` : "";
    const isNew = stretch !== "" && stretch !== this.#lastSlate;
    this.#lastSlate = stretch;
    if (!isNew) return;
    if (answer.kind === "item") this.#tell(answer.item.airingSha256, "failed", "document-missing");
    else this.#tell(null, "slate", null);
  }
}

/** The slot as the stage is given it; `undefined` when the feed does not hold the item's document. */
function slotOf({ feed, shiftMs, number }: Shown, answer: ItemAnswer): StageSlot | undefined {
  const { airingSha256 } = answer.item;
  const airing = feed.airings[airingSha256];
  if (airing === undefined) return undefined;
  return {
    key: `${answer.startedAtMs}-${answer.slotIndex}-${number}`,
    airingSha256,
    airing,
    urls: Object.fromEntries(airing.renditions.map(({ sha256 }) => [sha256, feed.mediaBase + sha256])),
    startsAtMs: answer.startedAtMs + shiftMs,
    endsAtMs: (feed.playing ? answer.endsAtMs : answer.endsAtMs + STANDING_MS) + shiftMs,
  };
}
