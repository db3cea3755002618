import { step } from "./core.ts";
import {
  INITIAL_STATE,
  type PlannedShowing,
  type SequencerEffect,
  type SequencerEvent,
  type SequencerState,
} from "./state.ts";

/** The first slot of a run begins here. */
export const T0 = 1_000_000;

/** A picture planned for `[startsAtMs, endsAtMs)`. */
export function showing(
  key: string,
  startsAtMs: number,
  endsAtMs: number,
  change: Partial<PlannedShowing> = {},
): PlannedShowing {
  return {
    key,
    airingSha256: key,
    kind: "image",
    startsAtMs,
    endsAtMs,
    validUntilMs: Number.MAX_SAFE_INTEGER,
    rail: null,
    ...change,
  };
}

/** Feeds events one after another and keeps what came of them. */
export class Run {
  state: SequencerState = INITIAL_STATE;
  readonly effects: SequencerEffect[] = [];

  feed(...events: SequencerEvent[]): this {
    for (const event of events) {
      const next = step(this.state, event);
      this.state = next.state;
      this.effects.push(...next.effects);
    }
    return this;
  }

  names(): string[] {
    return this.effects.map((effect) => `${effect.type} ${"key" in effect ? effect.key : effect.showing.key}`);
  }

  onGlass(): string | undefined {
    return this.state.items.find((item) => item.phase === "shown")?.showing.key;
  }
}
