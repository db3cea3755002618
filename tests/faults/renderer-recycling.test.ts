import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { buildBrokenAgent } from "../support/broken-build.ts";
import { BLACK } from "../support/frame-buffer-code.ts";
import { toRuns } from "../support/frame-buffer-runs.ts";
import { type GlassWatch, watchGlass } from "../support/frame-buffer-watch.ts";
import { until } from "../support/processes.ts";
import type { HowToRun } from "./player-rig.ts";
import { ScreenRig } from "./screen-rig.ts";

const TIMES = process.env.TEST_TIER === "long" ? 20 : 1;
const SLOT_MS = 9_000;
/** Nobody notices less. The new page is brought forward when it has drawn what is on the glass: there is no break at all. */
const BREAK_MS = 100;

let rig: ScreenRig;
let watch: GlassWatch;
let storedBefore: number;

beforeAll(async () => {
  rig = await ScreenRig.create();
  await rig.addPictures(1, 2, SLOT_MS);
  await rig.world.publish();
});
beforeEach(() => {
  storedBefore = rig.server.records.length;
});

afterEach(async () => {
  await rig.agent.end("SIGTERM");
});
afterAll(() => rig.close());

const events = (name: string) => rig.agent.lines.filter(({ event }) => event === name);

/**
 * Starts the player and reads its glass from the first picture until its renderer was replaced so many times. Returns the
 * renderers there were at first.
 */
async function playUntilReplaced(times: number, how: HowToRun = {}): Promise<ReadonlySet<number>> {
  rig.start({ STAGE_RENEW_MS: "4000" }, how);
  await rig.agent.line("stage-address", 60_000);
  await until("the first picture", 60_000, async () => (events("playing").length > 0 ? rig.itemOnGlass() : undefined));
  const renderers = new Set(await rig.processes("--type=renderer"));
  watch = await watchGlass(rig.buffer);
  await until("the replacement", 60_000 * times, () => events("renderer-recycled").length >= times || undefined);
  await rig.untilShown("a picture");
  return renderers;
}

/** What a passer-by would have noticed until now: each time there was black, or no picture for longer than a blink. */
async function breaksSeen(): Promise<string[]> {
  const { runs } = toRuns(await watch.stop());
  const isBreak = ({ code, fromMs, untilMs }: (typeof runs)[number]) =>
    code === BLACK || (code < 0 && untilMs - fromMs > BREAK_MS);
  return runs.filter(isBreak).map(({ code }) => (code === BLACK ? "black" : "no picture"));
}

it("a renderer is replaced as planned under the picture: never black, and the showing it falls into stays one", async () => {
  const before = await playUntilReplaced(TIMES);
  const shown = events("playing").length;
  await until("one more item", 60_000, () => events("playing").length >= shown + 1 || undefined);
  expect(await breaksSeen()).toEqual([]);
  await until("the records", 30_000, () => rig.server.records.length >= storedBefore + 2 || undefined);
  // The first began within its slot, when the player was started; none was cut since.
  const records = rig.server.records.slice(storedBefore + 1);
  expect(records.map(({ outcome }) => outcome)).toEqual(records.map(() => "completed"));
  expect(events("watchdog")).toEqual([]);
  const now = await rig.processes("--type=renderer");
  expect(now.some((pid) => !before.has(pid))).toBe(true);
  expect(rig.agent.lines.some(({ event }) => event === "recycle-trouble" || event === "reload-trouble")).toBe(false);
});

it("would be seen by everybody, and be found out, if the new page did not have the picture first", async () => {
  const display = "player/agent/ports/display.ts";
  const open = "await this.#open(this.#behind, this.#options.pageUrl);";
  const replace = "await display.openBehind(); await display.exchange(() => true); await display.reload();";
  const broken = await buildBrokenAgent([
    { file: display, from: open, to: "" },
    { file: display, from: "await this.#visit(behind, capture);", to: "" },
    {
      file: "player/agent/shells/recycle-shell.ts",
      from: "const isReplaced = await this.#replace(run);",
      to: `${replace} this.#ports.onReplaced(); const isReplaced = true;`,
    },
  ]);
  try {
    await playUntilReplaced(1, { script: broken.path });
    expect(await breaksSeen()).not.toEqual([]);
  } finally {
    await broken.remove();
  }
});
