import { type Blame, NO_BLAME, noteGlass, notePageLost, plannable } from "../core/ladder.ts";
import type { Showable } from "../core/program.ts";
import type { DisplayMode } from "../core/watchdog-events.ts";
import type { Report } from "../ports/reporter.ts";

/** A little after the core's own time, so that the look finds it over. */
const LOOK_AGAIN_MS = 601_000;

/** Remembers what keeps taking the page down and how far down the ladder the watchdog has gone. */
export class LadderShell {
  readonly #ports: { readonly mono: () => number; readonly onChange: () => void; readonly report: Report };
  #blame: Blame = NO_BLAME;
  #mode: DisplayMode = "all";
  #lookAgain: NodeJS.Timeout | undefined;

  /** `onChange`: more or less may be planned now. */
  constructor(ports: { readonly mono: () => number; readonly onChange: () => void; readonly report: Report }) {
    this.#ports = ports;
  }

  noteGlass(airingSha256: string | null): void {
    this.#blame = noteGlass(this.#blame, airingSha256);
  }

  /** The page was lost; `next` is the item that may have been made ready at the time. */
  pageLost(next: string | null): void {
    const { mono, onChange, report } = this.#ports;
    const before = this.#blame.crashes;
    this.#blame = notePageLost(this.#blame, next, mono());
    for (const [airingSha256, { untilMonoMs }] of this.#blame.crashes) {
      const isNews = untilMonoMs > 0 && before.get(airingSha256)?.untilMonoMs !== untilMonoMs;
      if (isNews) report("item-kept-away", { airingSha256, reason: "page-lost" });
    }
    clearTimeout(this.#lookAgain);
    this.#lookAgain = setTimeout(onChange, LOOK_AGAIN_MS);
    onChange();
  }

  setMode(mode: DisplayMode): void {
    this.#mode = mode;
    this.#ports.onChange();
  }

  plannable(showable: Showable): Showable {
    return plannable(showable, this.#mode, this.#blame, this.#ports.mono());
  }

  stop(): void {
    clearTimeout(this.#lookAgain);
  }
}
