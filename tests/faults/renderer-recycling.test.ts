import { afterAll, beforeAll, expect, it } from "vitest";
import { BLACK } from "../support/frame-buffer-code.ts";
import { toRuns } from "../support/frame-buffer-runs.ts";
import { type GlassWatch, watchGlass } from "../support/frame-buffer-watch.ts";
import { until } from "../support/processes.ts";
import { ScreenRig } from "./screen-rig.ts";

const TIMES = process.env.TEST_TIER === "long" ? 20 : 1;
const SLOT_MS = 9_000;
/** On a busy machine the new page's first frame may come this late; its ground, never black, is seen until then. */
const BREAK_MS = 200;

let rig: ScreenRig;
let watch: GlassWatch;

beforeAll(async () => {
  rig = await ScreenRig.create();
  await rig.addPictures(1, 2, SLOT_MS);
  await rig.world.publish();
  rig.start({ STAGE_RENEW_MS: "4000" });
  await rig.untilShown("the first picture", 60_000);
  watch = await watchGlass(rig.buffer);
});

afterAll(() => rig.close());

it("a renderer is replaced as planned under the picture: never black, and the showing it falls into stays one", async () => {
  const before = new Set(await rig.processes("--type=renderer"));
  const events = (name: string) => rig.agent.lines.filter(({ event }) => event === name);
  await until("the replacement", 60_000 * TIMES, () => events("renderer-recycled").length >= TIMES || undefined);
  const shown = events("playing").length;
  await until("one more item", 60_000, () => events("playing").length >= shown + 1 || undefined);
  const { runs } = toRuns(await watch.stop());

  expect(runs.filter(({ code }) => code === BLACK)).toEqual([]);
  expect(runs.filter(({ code, fromMs, untilMs }) => code < 0 && untilMs - fromMs > BREAK_MS)).toEqual([]);
  await until("the records", 30_000, () => rig.server.records.length >= 2 || undefined);
  // The first began within its slot, when the player was started; none was cut since.
  expect(rig.server.records.slice(1).map(({ outcome }) => outcome)).toEqual(
    rig.server.records.slice(1).map(() => "completed"),
  );
  expect(events("watchdog")).toEqual([]);
  const now = await rig.processes("--type=renderer");
  expect(now.some((pid) => !before.has(pid))).toBe(true);
  expect(rig.agent.lines.some(({ event }) => event === "recycle-trouble" || event === "reload-trouble")).toBe(false);
});
