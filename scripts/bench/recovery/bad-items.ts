import type { AgentLine } from "../../../tests/faults/player-rig.ts";
import { ScreenRig } from "../../../tests/faults/screen-rig.ts";
import { type GlassRun, toRuns } from "../../../tests/support/frame-buffer-runs.ts";
import { watchGlass } from "../../../tests/support/frame-buffer-watch.ts";
import { until } from "../../../tests/support/processes.ts";
import type { WorldItem } from "../../../tests/support/signed-world.ts";
import type { CodedItem } from "../stage/coded-items.ts";
import type { BadClip } from "./bad-clips.ts";
import { longestBlackMs, longestStill, type Stretch, turnsOf } from "./glass-figures.ts";
import { blackResult, frozenResult, noneResult, type Result, timeResult } from "./results.ts";

/** The shortest that a document may be planned for. */
const PICTURE_MS = 2_000;
/** Pictures are told apart from the films by their numbers. */
const FIRST_PICTURE = 20;
/** Shown for less of its plan than this, a neighbour does not count as shown whole. */
const WHOLE_SHARE = 0.95;

interface Turn extends Stretch {
  /** How much of its plan a film beside the bad item was not on the glass. */
  readonly shortMs: number;
}

/**
 * Shows each bad item between two good films, with a picture behind them that says which it was, and reads from the
 * glass what it did to them.
 */
export async function benchBadItems(
  films: readonly [CodedItem, CodedItem],
  bad: readonly BadClip[],
  isLong: boolean,
): Promise<Result[]> {
  const loops = isLong ? 3 : 1;
  const plannedMs = films[0].durationMs ?? 0;
  const rig = await ScreenRig.create();
  try {
    const neighbours: WorldItem[] = [];
    for (const { bytes, durationMs } of films) {
      neighbours.push(await rig.world.addItem({ kind: "video", bytes, durationMs: durationMs ?? 0 }));
    }
    const pictures = await rig.addPictures(FIRST_PICTURE, bad.length, PICTURE_MS);
    const items: WorldItem[] = [];
    for (const { media, bytes, durationMs } of bad) {
      items.push(await rig.world.addItem({ kind: media, bytes, durationMs }));
    }
    const [before, after] = neighbours;
    const order = items.flatMap((item, index) => [before, item, after, pictures[index]]);
    await rig.world.publish(order.filter((item) => item !== undefined));
    rig.start();
    await rig.untilShown("an item", 60_000);
    const watch = await watchGlass(rig.buffer);
    const loopMs = order.reduce((sum, item) => sum + (item?.document.durationMs ?? 0), 0);
    const played = rig.agent.lines.length;
    const picturesPlayed = () => rig.agent.lines.slice(played).filter((line) => isPlaying(line, pictures)).length;
    const wanted = loops * pictures.length + 2;
    await until("every picture", 60_000 + 2 * loops * loopMs, () => picturesPlayed() >= wanted || undefined);
    const { runs } = toRuns(await watch.stop());
    const told = items.map(({ airingSha256 }) => timesFailed(rig, airingSha256));
    return [
      ...bad.flatMap((clip, index) =>
        resultsOf(clip, turnsAround(runs, index, bad.length, plannedMs), runs, plannedMs),
      ),
      noneResult("broken items of which nothing was told", bad.filter((clip, at) => clip.isBroken && !told[at]).length),
      noneResult(
        "broken items told of more often than shown",
        bad.filter((clip, at) => clip.isBroken && (told[at] ?? 0) > loops + 1).length,
      ),
      noneResult("unusual items told of as broken", bad.filter((clip, at) => !clip.isBroken && told[at]).length),
      noneResult("pages loaded anew for any", rig.agent.lines.filter(({ event }) => event === "watchdog").length),
    ];
  } finally {
    await rig.close();
  }
}

/** From the end of the picture before it to the start of the picture behind it: film, bad item, film. */
function turnsAround(runs: readonly GlassRun[], index: number, count: number, plannedMs: number): Turn[] {
  const pictureBefore = FIRST_PICTURE + ((index + count - 1) % count);
  const ends = turnsOf(runs, FIRST_PICTURE + index);
  return turnsOf(runs, pictureBefore).flatMap(({ untilMs: fromMs }) => {
    const end = ends.find((turn) => turn.fromMs > fromMs);
    if (end === undefined) return [];
    const within = runs.filter((run) => run.fromMs >= fromMs && run.untilMs <= end.fromMs);
    const lengths = [1, 2].map((film) => {
      const [turn] = turnsOf(within, film);
      return turn === undefined ? 0 : turn.untilMs - turn.fromMs;
    });
    return [{ fromMs, untilMs: end.fromMs, shortMs: Math.round(plannedMs - Math.min(...lengths)) }];
  });
}

function resultsOf({ kind }: BadClip, turns: readonly Turn[], runs: readonly GlassRun[], plannedMs: number): Result[] {
  const stills = turns.map((turn) => longestStill(runs, turn));
  const stood = stills.map((still) => still?.stoodMs ?? 0);
  process.stdout.write(`${JSON.stringify({ kind, stills })}\n`);
  const black = turns.map((turn) => longestBlackMs(runs, turn));
  const short = turns.map(({ shortMs }) => shortMs);
  // What was never seen between its neighbours has no figure, and no aim is met.
  const worst = (values: readonly number[]) => (values.length === 0 ? Number.NaN : Math.max(...values));
  return [
    frozenResult(`${kind}: longest frozen picture`, worst(stood)),
    blackResult(`${kind}: black`, worst(black)),
    timeResult(`${kind}: its neighbours short of their plan by`, worst(short), plannedMs * (1 - WHOLE_SHARE)),
  ];
}

const isPlaying = ({ event, airingSha256 }: AgentLine, items: readonly WorldItem[]): boolean =>
  event === "playing" && items.some((item) => item.airingSha256 === airingSha256);

const timesFailed = (rig: ScreenRig, airingSha256: string): number =>
  rig.agent.lines.filter((line) => line.event === "item-failed" && line.airingSha256 === airingSha256).length;
