import { Manifest } from "../../../schemas/manifest.ts";
import { slotAt } from "../../../schemas/rules/slot-at.ts";
import { PreviewFeed, type StageSlot } from "../../../schemas/stage-channel.ts";
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

/**
 * Shows what a manifest shows at an instant, fed by the page around this one and by nobody else. The same slots, surfaces
 * and templates as on a player; nothing is reported to anyone.
 */
export class Preview {
  readonly #conductor: Conductor;
  readonly #slate: Slate;
  readonly #clock: StageClock;
  #shown: Shown | undefined;
  #feeds = 0;
  /** Whether videos may run; read by the surfaces. */
  isPlaying = false;

  constructor(conductor: (preview: Preview) => Conductor, slate: Slate, clock: StageClock) {
    this.#conductor = conductor(this);
    this.#slate = slate;
    this.#clock = clock;
  }

  listen(): void {
    addEventListener("message", (event) => {
      if (event.origin !== location.origin || event.source !== parent) return;
      const feed = PreviewFeed.safeParse(event.data);
      const manifest = feed.success ? Manifest.safeParse(feed.data.manifest) : undefined;
      if (feed.success && manifest?.success === true) this.#take(feed.data, manifest.data);
    });
    setInterval(() => this.#refresh(), REFRESH_MS);
  }

  #take(feed: PreviewFeed, manifest: Manifest): void {
    this.#feeds += 1;
    this.isPlaying = feed.playing;
    this.#shown = { feed, manifest, shiftMs: this.#clock.nowMs() - feed.atMs, number: this.#feeds };
    this.#slate.setText(feed.slate);
    this.#program(this.#shown);
  }

  #refresh(): void {
    if (this.#shown?.feed.playing === true) this.#program(this.#shown);
  }

  #program(shown: Shown): void {
    const slots: StageSlot[] = [];
    let atMs = shown.feed.playing ? Math.floor(this.#clock.nowMs() - shown.shiftMs) : shown.feed.atMs;
    for (let count = 0; count < (shown.feed.playing ? SLOTS_AHEAD : 1); count += 1) {
      const answer = slotAt(shown.manifest, atMs);
      const airing = answer.kind === "item" ? shown.feed.airings[answer.item.airingSha256] : undefined;
      if (answer.kind === "item" && airing !== undefined) {
        slots.push({
          key: `${answer.startedAtMs}-${answer.slotIndex}-${shown.number}`,
          airingSha256: answer.item.airingSha256,
          airing,
          urls: Object.fromEntries(airing.renditions.map(({ sha256 }) => [sha256, shown.feed.mediaBase + sha256])),
          startsAtMs: answer.startedAtMs + shown.shiftMs,
          endsAtMs: (shown.feed.playing ? answer.endsAtMs : answer.endsAtMs + STANDING_MS) + shown.shiftMs,
        });
      }
      atMs = answer.endsAtMs;
    }
    this.#conductor.takeProgram(slots);
  }
}
