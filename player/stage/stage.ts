import type { PreviewReport, StageSlot } from "../../schemas/stage-channel.ts";
import { STAGE_HASHES } from "../../schemas/stage-paths.ts";
import { AgentChannel } from "./channel/agent-channel.ts";
import { findFirstProgram } from "./channel/first-program.ts";
import { AgentClock, type StageClock } from "./clock.ts";
import { declareLargeFonts } from "./fonts/large-fonts.ts";
import { warmFonts } from "./fonts/warm-fonts.ts";
import type { Preview } from "./preview/preview.ts";
import { RailBook } from "./rail/rail-book.ts";
import { Conductor } from "./sequencer/conductor.ts";
import { Identify } from "./slate/identify.ts";
import { Slate } from "./slate/slate.ts";
import { findFirstShowing } from "./surfaces/first-showing.ts";
import { createSurfacePool, setVolume } from "./surfaces/surface-pool.ts";

const HEARTBEAT_MS = 1_000;
const WARM_AFTER_MS = 3_000;

function startPlaying(slate: Slate): void {
  const clock = new AgentClock();
  const first = findFirstProgram(document);
  if (first !== undefined) clock.takeSample(first.agentTimeMs, first.takenAtMs);
  const styled = stylesRead();
  const identify = new Identify(document.body);
  const channel = new AgentChannel({
    onMessage(message, takenAtMs) {
      if (message.type === "pairing") slate.setPairing(message.card);
      if (message.type === "identify") identify.show(message.seconds);
      if (message.type === "role") {
        clock.takeSample(message.agentTimeMs, takenAtMs);
        slate.setText(message.slate);
        identify.setName(message.slate.placeName);
        isPresenter = message.role === "presenter";
        sound();
        conductor.dispatch({ type: "connected", presenter: isPresenter });
      }
      if (message.type === "program") {
        clock.takeSample(message.agentTimeMs, takenAtMs);
        takeProgram(message.slots);
      }
      if (message.type === "volume") {
        volume = message.ppm / 1_000_000;
        sound();
      }
    },
    onLost() {
      isPresenter = false;
      conductor.dispatch({ type: "disconnected" });
    },
  });
  let isPresenter = false;
  let volume = 0;
  // Two pages of one screen, as while one takes over from the other, are heard once.
  const sound = (): void => setVolume(pool, isPresenter ? volume : 0);
  const railBook = new RailBook(() => conductor.railsChanged());
  const pool = createSurfacePool(glass(), {
    nowMs: () => clock.nowMs(),
    mayPlay: () => true,
    standsOf: (sha256) => railBook.standsOf(sha256),
    first: findFirstShowing(document, first && dueAt(first.slots, clock.nowMs())),
  });
  const conductor = new Conductor({ clock, pool, railBook, report: (message) => channel.send(message) });
  const takeProgram = (slots: readonly StageSlot[]): void => {
    const nowMs = clock.nowMs();
    if (!slots.some(({ startsAtMs }) => startsAtMs <= nowMs)) slate.speak();
    // Nothing is laid out, and no text measured, without the styles.
    styled.then(() => conductor.takeProgram(slots), reportError);
  };
  watchVisibility(conductor);
  if (first !== undefined) takeProgram(first.slots);
  setInterval(() => {
    const beat = conductor.beat();
    if (isPresenter) channel.send(beat);
  }, HEARTBEAT_MS);
  channel.open();
}

function dueAt(slots: readonly StageSlot[], nowMs: number): StageSlot | undefined {
  return slots.find(({ startsAtMs, endsAtMs }) => startsAtMs <= nowMs && nowMs < endsAtMs);
}

async function startPreview(slate: Slate): Promise<void> {
  const { Preview } = await import("./preview/preview.ts");
  const clock: StageClock = { nowMs: () => performance.now() };
  const conduct = (preview: Preview): Conductor => {
    const conductor = new Conductor({
      clock,
      pool: createSurfacePool(glass(), { nowMs: () => clock.nowMs(), mayPlay: () => preview.isPlaying }),
      report: (message) => preview.takeEvidence(message),
    });
    conductor.dispatch({ type: "connected", presenter: true });
    return conductor;
  };
  const tell = (report: PreviewReport): void => parent.postMessage(report, location.origin);
  new Preview(conduct, { slate, clock, tell }).listen();
}

/** The slate as its address tells it, and nothing else, ever. */
async function showSlate(slate: Slate): Promise<void> {
  const { readSlateText } = await import("./channel/contract.ts");
  slate.setText(readSlateText(JSON.parse(decodeURIComponent(location.hash.slice(STAGE_HASHES.slate.length)))));
}

/** Resolves when the page's own styles are there. */
function stylesRead(): Promise<void> {
  const link = document.querySelector<HTMLLinkElement>('link[rel="stylesheet"]');
  if (link === null || link.sheet !== null) return Promise.resolve();
  return new Promise((resolve, reject) => {
    link.addEventListener("load", () => resolve(), { once: true });
    link.addEventListener("error", () => reject(new Error("The page's styles could not be read.")), { once: true });
  });
}

function watchVisibility(conductor: Conductor): void {
  const tell = (): void => conductor.dispatch({ type: "visibility", visible: document.visibilityState === "visible" });
  document.addEventListener("visibilitychange", tell);
  tell();
}

function glass(): HTMLElement {
  const element = document.getElementById("glass");
  if (element === null) throw new Error("The page has no #glass.");
  return element;
}

function start(): void {
  const slate = new Slate(document);
  if (location.hash === STAGE_HASHES.preview) {
    slate.speak();
    startPreview(slate).catch(reportError);
    declareLargeFonts().catch((cause: unknown) => reportError(cause));
  } else if (location.hash.startsWith(STAGE_HASHES.slate)) {
    slate.speak();
    // This page is drawn out of sight, and shows no item.
    findFirstShowing(document);
    showSlate(slate).catch(reportError);
    declareLargeFonts().catch((cause: unknown) => reportError(cause));
  } else {
    startPlaying(slate);
    // After a start of page or browser the first picture has the machine to itself.
    setTimeout(() => {
      slate.speak();
      warmFonts(slate.languages).catch((cause: unknown) => reportError(cause));
    }, WARM_AFTER_MS);
  }
}

// The script does not wait for the styles, nor for the first drawing of the slate: after a crash each moment counts.
const isBehindAll = document.getElementById("glass") !== null;
if (document.readyState === "loading" && !isBehindAll)
  document.addEventListener("DOMContentLoaded", start, { once: true });
else start();
