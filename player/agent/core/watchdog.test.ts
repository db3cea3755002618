import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FIRST_WATCHDOG, stepWatchdog } from "./watchdog.ts";
import type { WatchdogEffect, WatchdogEvent, WatchdogState } from "./watchdog-events.ts";

type Bare = WatchdogEvent extends infer E ? (E extends unknown ? Omit<E, "monoMs"> : never) : never;
type Told = WatchdogEffect & { readonly atMs: number };

/** A machine on which one thing at a time goes wrong; everything else answers, every half second. */
class Machine {
  nowMs = 1_000;
  state: WatchdogState = FIRST_WATCHDOG;
  readonly told: Told[] = [];
  beats = true;
  moves = true;
  answers = true;
  loads = true;
  starts = true;
  #frames = 0;
  #hasPage = false;

  tell(event: Bare): void {
    const { state, effects } = stepWatchdog(this.state, { ...event, monoMs: this.nowMs } as WatchdogEvent);
    this.state = state;
    for (const effect of effects) {
      this.told.push({ ...effect, atMs: this.nowMs });
      if (effect.type === "launch") {
        this.#hasPage = this.loads;
        this.tell({ type: this.starts ? "browser-started" : "browser-ended" });
      }
      if (effect.type === "reload") this.#hasPage = this.loads;
      if (effect.type === "kill-renderer") this.tell({ type: "renderer-crashed" });
      if (effect.type === "end-browser") this.tell({ type: "browser-ended" });
    }
  }

  crash(): void {
    this.#hasPage = false;
    this.tell({ type: "renderer-crashed" });
  }

  run(forMs: number): void {
    for (const endMs = this.nowMs + forMs; this.nowMs < endMs; this.nowMs += 500) {
      this.tell({ type: "tick" });
      if (this.answers) this.tell({ type: "browser-answered" });
      if (this.moves) this.#frames += 30;
      if (this.beats && this.#hasPage && this.nowMs % 1_000 === 0) this.tell({ type: "beat", frames: this.#frames });
    }
  }

  steps(): string[] {
    return this.told.flatMap((effect) => (effect.type === "step" ? [`${effect.step} ${effect.reason}`] : []));
  }

  timesOf(type: WatchdogEffect["type"]): number[] {
    return this.told.filter((effect) => effect.type === type).map(({ atMs }) => atMs);
  }
}

function wellMachine(): Machine {
  const machine = new Machine();
  machine.run(20_000);
  machine.told.length = 0;
  return machine;
}

describe("the watchdog", () => {
  it("leaves a machine alone that is well, for an hour", () => {
    const machine = new Machine();
    machine.run(3_600_000);
    expect(machine.told.map(({ type }) => type)).toEqual(["launch"]);
  });

  it("reloads a page silent for five seconds and kills its renderer after ten, each once", () => {
    const machine = wellMachine();
    const fromMs = machine.nowMs;
    machine.beats = false;
    machine.loads = false;
    machine.run(12_000);
    expect(machine.steps()).toEqual(["reload silent", "kill silent"]);
    expect(machine.timesOf("reload")[0]).toBeLessThanOrEqual(fromMs + 5_000);
    expect(machine.timesOf("kill-renderer")[0]).toBeLessThanOrEqual(fromMs + 10_000);
    expect(machine.state.counts).toEqual({ reloads: 1, kills: 1, restarts: 0 });
  });

  it("takes no word for a picture: a page that talks on without a new frame is reloaded as well", () => {
    const machine = wellMachine();
    machine.moves = false;
    machine.run(7_000);
    expect(machine.steps()).toEqual(["reload frozen"]);
    machine.moves = true;
    machine.run(60_000);
    expect(machine.steps()).toEqual(["reload frozen"]);
  });

  it("does not let a page that never presents anything be reloaded for ever", () => {
    const machine = wellMachine();
    machine.moves = false;
    machine.run(60_000);
    expect(machine.steps()).toContain("restart kills");
  });

  it("opens a page at once whose renderer has ended, and kills nothing for it", () => {
    const machine = wellMachine();
    machine.crash();
    expect(machine.timesOf("reload")).toEqual([machine.nowMs]);
    machine.run(60_000);
    expect(machine.steps()).toEqual(["reload crashed"]);
    expect(machine.told.filter(({ type }) => type === "page-lost")).toHaveLength(1);
  });

  it("restarts the browser at the third kill in a minute, and at once when it is silent or has ended", () => {
    const hung = wellMachine();
    hung.loads = false;
    hung.beats = false;
    hung.run(45_000);
    expect(hung.steps().slice(0, 4)).toEqual(["reload silent", "kill silent", "kill not-loading", "kill not-loading"]);
    expect(hung.steps()[4]).toBe("restart kills");
    const silent = wellMachine();
    silent.answers = false;
    const fromMs = silent.nowMs;
    silent.run(6_000);
    expect(silent.steps()).toEqual(["restart browser-silent"]);
    expect(silent.timesOf("end-browser")[0]).toBeLessThanOrEqual(fromMs + 5_000);
    const ended = wellMachine();
    ended.tell({ type: "browser-ended" });
    expect(ended.timesOf("launch")).toEqual([ended.nowMs]);
    expect(ended.steps()).toEqual(["restart browser-ended"]);
  });

  it("shows images alone after more than five restarts in ten minutes, then the slate, then asks for a reboot", () => {
    const machine = wellMachine();
    machine.starts = false;
    machine.tell({ type: "browser-ended" });
    machine.run(200_000);
    const ladder = machine.told.filter(({ type }) => type === "mode" || type === "reboot");
    expect(ladder.slice(0, 3).map((effect) => (effect.type === "mode" ? effect.mode : effect.type))).toEqual([
      "images",
      "slate",
      "reboot",
    ]);
    const launches = machine.timesOf("launch");
    const quickest = launches.slice(6).map((atMs, index) => atMs - (launches[index] ?? 0));
    expect(Math.min(...quickest)).toBeGreaterThan(5_000);
  });

  it("does not count restarts that are far apart, and goes back to everything after half an hour of calm", () => {
    const machine = wellMachine();
    for (let count = 0; count < 12; count += 1) {
      machine.run(150_000);
      machine.tell({ type: "browser-ended" });
    }
    expect(machine.state.mode).toBe("all");
    for (let count = 0; count < 6; count += 1) {
      machine.run(5_000);
      machine.tell({ type: "browser-ended" });
    }
    expect(machine.state.mode).toBe("images");
    machine.run(1_700_000);
    expect(machine.state.mode).toBe("images");
    machine.run(200_000);
    expect(machine.state.mode).toBe("all");
  });

  it("blames nobody when it was itself asleep", () => {
    const machine = wellMachine();
    machine.nowMs += 60_000;
    machine.run(20_000);
    expect(machine.told).toEqual([]);
  });

  it("always ends in a picture again once everything is well, whatever happened before", () => {
    const faults = fc.record({
      beats: fc.boolean(),
      moves: fc.boolean(),
      answers: fc.boolean(),
      loads: fc.boolean(),
      starts: fc.boolean(),
      event: fc.constantFrom<Bare>(
        { type: "tick" },
        { type: "renderer-crashed" },
        { type: "browser-ended" },
        { type: "kill-failed" },
        { type: "page-replaced" },
      ),
      forMs: fc.integer({ min: 1, max: 60 }).map((count) => count * 500),
    });
    fc.assert(
      fc.property(fc.array(faults, { maxLength: 12 }), (story) => {
        const machine = new Machine();
        for (const { event, forMs, ...fault } of story) {
          Object.assign(machine, fault);
          machine.tell(event);
          machine.run(forMs);
        }
        Object.assign(machine, { beats: true, moves: true, answers: true, loads: true, starts: true });
        machine.run(65_000);
        machine.told.length = 0;
        machine.run(65_000);
        expect(machine.told.filter(({ type }) => type !== "mode")).toEqual([]);
        expect(machine.state.browser).toBe("up");
        expect(machine.state.page.isLoading).toBe(false);
      }),
      { numRuns: process.env.TEST_TIER === "long" ? 3_000 : 150 },
    );
  });
});
