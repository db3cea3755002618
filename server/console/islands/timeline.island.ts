// Moves bars of the timeline: dragged by their middle or their ends, or by arrow keys. Without this each bar is a link to
// its entry, and so it stays for who only presses it.
import { saveWindows, say, tell, textOf } from "./timeline-save.ts";
import {
  type BarHours,
  type BarMove,
  type Grip,
  hoursText,
  movedHours,
  STEP_MINUTES,
  windowsText,
} from "./timeline-window.ts";

const EDGE_PX = 8;
const DRAG_PX = 4;

/** A bar being moved, and how it stood before. */
interface Moving {
  readonly link: HTMLAnchorElement;
  readonly box: Element;
  readonly move: BarMove;
  readonly laneMinutes: number;
  readonly drawn: { readonly x: string; readonly width: string };
  hours: BarHours;
}

let moving: Moving | null = null;
/** A press that has not yet become a drag. */
let press: { link: HTMLAnchorElement; grip: Grip; x: number; minutePx: number; dragged: boolean } | null = null;

document.addEventListener("pointerdown", (event) => {
  const link = barOf(event.target);
  if (link === null || event.button !== 0) return;
  const lane = link.closest<SVGSVGElement>("[data-lane]");
  if (lane === null) return;
  const minutePx = lane.getBoundingClientRect().width / Number(lane.dataset.lane);
  press = { link, grip: gripOf(link, event.clientX), x: event.clientX, minutePx, dragged: false };
});

document.addEventListener("pointermove", (event) => {
  if (press === null) return;
  const byPx = event.clientX - press.x;
  if (!press.dragged) {
    if (Math.abs(byPx) < DRAG_PX) return;
    press.dragged = true;
    if (!refused(press.link)) begin(press.link);
  }
  if (moving === null) return;
  show(movedHours(moving.move, press.grip, byPx / press.minutePx));
});

document.addEventListener("pointerup", () => {
  const wasDragged = press?.dragged === true;
  press = null;
  if (!wasDragged) return;
  // The press that ends a drag is no click on the link.
  addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", swallow, { capture: true }), 0);
  void save();
});

document.addEventListener("pointercancel", () => {
  press = null;
  revert();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && moving !== null) {
    press = null;
    revert();
    say(textOf("sayReverted"));
    return;
  }
  const link = barOf(event.target);
  if (link === null || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "Enter" && moving?.link === link) {
    event.preventDefault();
    void save();
    return;
  }
  if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
  event.preventDefault();
  if (refused(link)) return;
  if (moving?.link !== link) begin(link);
  if (moving === null) return;
  const by = event.key === "ArrowLeft" ? -STEP_MINUTES : STEP_MINUTES;
  show(movedHours(moving.hours, event.shiftKey ? "end" : "whole", by));
  say(textOf("sayMoving").replace("{hours}", hoursText(moving.hours)));
});

document.addEventListener("focusout", (event) => {
  if (moving !== null && press === null && event.target === moving.link && !moving.link.dataset.saving) revert();
});

document.addEventListener("dragstart", (event) => {
  if (barOf(event.target) !== null) event.preventDefault();
});

function barOf(target: EventTarget | null): HTMLAnchorElement | null {
  return target instanceof Element ? target.closest<HTMLAnchorElement>("a[data-move], a[data-refuse]") : null;
}

function gripOf(link: HTMLAnchorElement, x: number): Grip {
  const { left, right, width } = link.getBoundingClientRect();
  if (width < 4 * EDGE_PX) return "whole";
  if (x > right - EDGE_PX) return "end";
  return x < left + EDGE_PX ? "start" : "whole";
}

function refused(link: HTMLAnchorElement): boolean {
  const why = link.dataset.refuse;
  if (why === undefined) return false;
  tell(why, null);
  return true;
}

function begin(link: HTMLAnchorElement): void {
  revert();
  const box = link.parentElement;
  const lane = link.closest<SVGSVGElement>("[data-lane]");
  if (box === null || lane === null || link.dataset.move === undefined) return;
  const move: BarMove = JSON.parse(link.dataset.move);
  const drawn = { x: box.getAttribute("x") ?? "0", width: box.getAttribute("width") ?? "0" };
  moving = { link, box, move, laneMinutes: Number(lane.dataset.lane), drawn, hours: move };
  // Drawn above its neighbours while it moves. Moving the element itself would take the focus from it.
  if (document.activeElement !== link) lane.append(box);
}

function show(hours: BarHours): void {
  if (moving === null) return;
  moving.hours = hours;
  const { box, link, move, laneMinutes } = moving;
  box.setAttribute("x", `${((move.offset + hours.from) / laneMinutes) * 100}%`);
  box.setAttribute("width", `${((hours.until - hours.from) / laneMinutes) * 100}%`);
  link.dataset.moving = hoursText(hours);
}

function revert(): void {
  if (moving === null) return;
  const { box, link, drawn } = moving;
  box.setAttribute("x", drawn.x);
  box.setAttribute("width", drawn.width);
  delete link.dataset.moving;
  delete link.dataset.saving;
  moving = null;
}

async function save(): Promise<void> {
  if (moving === null) return;
  const { move, hours, link } = moving;
  if (hours.from === move.from && hours.until === move.until) {
    revert();
    return;
  }
  link.dataset.saving = "";
  const screenId = link.closest<SVGSVGElement>("[data-lane]")?.dataset.screen ?? "";
  const hadFocus = document.activeElement === link;
  const windows = windowsText(move, hours);
  const isSaved = await saveWindows({ entryId: move.entryId, basis: move.basis, windows });
  if (!isSaved) revert();
  moving = null;
  if (hadFocus) focusAgain(screenId, move.entryId);
}

/** The bar stands in a fresh drawing now; whoever moved it by keys is still on it. */
function focusAgain(screenId: string, entryId: string): void {
  const bars = document.querySelectorAll<HTMLAnchorElement>(`[data-screen="${CSS.escape(screenId)}"] a[data-move]`);
  const bar = [...bars].find(({ dataset }) => JSON.parse(dataset.move ?? "{}").entryId === entryId);
  bar?.focus();
}

function swallow(event: Event): void {
  event.preventDefault();
  event.stopPropagation();
}
