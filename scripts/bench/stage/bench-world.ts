import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type StageRig, startRig } from "../../../tests/e2e/stage-rig.ts";
import { mediaDocument, SAMPLE_TEXTS, slideDocument } from "../../../tests/e2e/stage-samples.ts";
import { type FrameBuffer, startFrameBuffer } from "../../../tests/support/frame-buffer.ts";
import type { KnownStill } from "../../../tests/support/frame-buffer-code.ts";
import { until } from "../../../tests/support/processes.ts";
import { buildStage } from "../../build-stage.ts";
import { barePage } from "./bare-page.ts";
import type { BenchPage } from "./bench-page.ts";
import { type CodedItem, CodedItems, FRAMES_PER_SECOND } from "./coded-items.ts";
import { startKiosk } from "./kiosk.ts";
import type { PlannedItem } from "./showings.ts";
import { type StageItem, stagePage } from "./stage-page.ts";

/** One second an item. */
const FRAMES = FRAMES_PER_SECOND;
const CLIPS = [1, 2, 3, 4];
const PICTURES = [11, 12];
const SLIDES = [21, 22];
/** Times that the long bare clip goes through all clips. */
const LONG_ROUNDS = 2;
const SETTLED_MS = 1_500;

/** The kinds of seams that the stage is measured at. */
export type Kind = "video run" | "image and video" | "image and slide" | "mix";

/** Display, pages and coded items of one bench. */
export interface BenchWorld {
  readonly buffer: FrameBuffer;
  readonly rig: StageRig;
  readonly stageDir: string;
  readonly clips: readonly CodedItem[];
  readonly pictures: readonly CodedItem[];
  /** Slides carry no code: they are known by what they looked like once. */
  readonly stills: readonly KnownStill[];
  readonly stagePages: Readonly<Record<Kind, BenchPage>>;
  /** `<video loop>` of one clip: it freezes at each turn, and so decodes less. */
  readonly bareLoop: BenchPage;
  /** `<video loop>` of all clips in one long file: as many frames in a second as a run has. */
  readonly bareLong: BenchPage;
  close(): Promise<void>;
}

export const planVideo = (item: number): PlannedItem => ({
  item,
  frames: FRAMES,
  durationMs: (FRAMES * 1_000) / FRAMES_PER_SECOND,
});
export const planStill = (item: number): PlannedItem => ({ ...planVideo(item), frames: 1 });

/** Builds the stage, or takes the one built in `builtStageDir`, and makes everything it shows. */
export async function openBenchWorld(builtStageDir?: string): Promise<BenchWorld> {
  const directory = await mkdtemp(join(tmpdir(), "bench-stage-"));
  const stageDir = join(directory, "stage");
  if (builtStageDir === undefined) await buildStage(stageDir);
  else await cp(builtStageDir, stageDir, { recursive: true });
  const rig = await startRig(stageDir);
  const buffer = await startFrameBuffer();
  const close = async (): Promise<void> => {
    await buffer.stop();
    await rig.close();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    const items = await CodedItems.open(directory);
    const clips = await inOrder(CLIPS, (item) => items.makeClip([item], FRAMES));
    const pictures = await inOrder(PICTURES, (item) => items.makePicture(item));
    const stripes = await inOrder(SLIDES, (item) => items.makeStripes(item));
    const longItems = Array.from({ length: LONG_ROUNDS }, () => CLIPS).flat();
    const long = await items.makeClip(longItems, FRAMES);
    for (const { bytes, mediaType } of [...clips, ...pictures, ...stripes, long]) rig.addMedia(bytes, mediaType);
    const stageItems = makeStageItems(clips, pictures, stripes);
    const slides = stageItems.filter(({ planned }) => SLIDES.includes(planned.item));
    return {
      buffer,
      rig,
      stageDir,
      clips,
      pictures,
      stills: await learnStills(buffer, rig, slides),
      stagePages: stagePages(rig, stageItems),
      bareLoop: await barePage("bare loop", rig, stageDir, clips[0] ?? long, [planVideo(1)]),
      bareLong: await barePage("bare long loop", rig, stageDir, long, CLIPS.map(planVideo)),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function makeStageItems(
  clips: readonly CodedItem[],
  pictures: readonly CodedItem[],
  stripes: readonly CodedItem[],
): StageItem[] {
  const [text, other] = SAMPLE_TEXTS;
  if (text === undefined || other === undefined) throw new Error("There are no sample texts.");
  return [
    ...clips.map((clip, index) => ({ airing: mediaDocument("video", clip), planned: planVideo(CLIPS[index] ?? 0) })),
    ...pictures.map((picture, index) => ({
      airing: mediaDocument("image", picture),
      planned: planStill(PICTURES[index] ?? 0),
    })),
    ...stripes.map((picture, index) => ({
      airing: slideDocument(index === 0 ? text : other, "headline", picture),
      planned: planStill(SLIDES[index] ?? 0),
    })),
  ];
}

function stagePages(rig: StageRig, items: readonly StageItem[]): BenchWorld["stagePages"] {
  const page = (kind: Kind, cycle: readonly number[]): BenchPage =>
    stagePage(
      `stage, ${kind}`,
      rig,
      cycle.flatMap((item) => items.filter(({ planned }) => planned.item === item)),
    );
  return {
    "video run": page("video run", [1, 2, 3, 4]),
    "image and video": page("image and video", [11, 1, 12, 2]),
    "image and slide": page("image and slide", [11, 21, 12, 22]),
    mix: page("mix", [1, 2, 11, 3, 21, 4, 12]),
  };
}

/** Shows each slide alone until it no longer changes and keeps what it looks like where the code would be. */
async function learnStills(buffer: FrameBuffer, rig: StageRig, slides: readonly StageItem[]): Promise<KnownStill[]> {
  const known: KnownStill[] = [];
  for (const slide of slides) {
    const alone: StageItem = { ...slide, planned: { ...slide.planned, durationMs: 60_000 } };
    const page = stagePage("a slide alone", rig, [alone]);
    const kiosk = await startKiosk(buffer.display, page.url);
    const playing = await page.begin();
    await until("the slide", 30_000, () =>
      rig.told.some(({ message }) => message.type === "shown") ? true : undefined,
    );
    await wait(SETTLED_MS);
    known.push({ item: slide.planned.item, levels: await buffer.readLevels() });
    await playing.end();
    await kiosk.stop();
  }
  return known;
}

async function inOrder<Item, Result>(items: readonly Item[], make: (item: Item) => Promise<Result>): Promise<Result[]> {
  const made: Result[] = [];
  for (const item of items) made.push(await make(item));
  return made;
}
