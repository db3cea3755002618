// Looks at the glass at another second without loading the page: by the scrubber, the typed time, or another screen.
import { feedStage } from "./feed-stage.ts";
import { fetchFeed } from "./fetch-feed.ts";
import { SCHEDULE_CHANGED } from "./timeline-save.ts";

const PAUSE_MS = 200;
const WITHIN_MS = 20_000;

interface Looked {
  readonly title: string;
  readonly note: string;
  readonly told: string;
  readonly feed: string;
  readonly shape: "wide" | "tall" | "strip";
  readonly screenHref: string;
}

const section = document.querySelector<HTMLElement>("#glass");
const form = section?.querySelector<HTMLFormElement>("[data-glass-form]");
const frame = section?.querySelector<HTMLIFrameElement>("iframe[data-feed]");
if (section && form && frame) start(section, form, frame);

function start(glass: HTMLElement, fields: HTMLFormElement, stage: HTMLIFrameElement): void {
  const show = feedStage(stage, null);
  const failed = glass.querySelector<HTMLElement>(".stage-failed");
  let newest = 0;
  const feed = async (address: string, turn: number): Promise<void> => {
    try {
      const next = await fetchFeed(address);
      if (turn === newest) show(next);
      if (failed !== null) failed.hidden = true;
    } catch {
      if (failed !== null) failed.hidden = false;
    }
  };
  const look = async (): Promise<void> => {
    newest += 1;
    const turn = newest;
    const answer = await ask(fields);
    if (turn !== newest) return;
    const refusal = answer === null || "refusal" in answer ? (answer?.refusal ?? "…") : "";
    put(glass, "[data-glass-failed]", refusal);
    if (answer === null || "refusal" in answer) return;
    put(glass, "[data-glass-title]", answer.title);
    put(glass, "[data-glass-note]", answer.note);
    glass.querySelector("[data-glass-screen]")?.setAttribute("href", answer.screenHref);
    const told = glass.querySelector("[data-glass-told]");
    // Our own server's markup, escaped there like every page.
    if (told !== null) told.innerHTML = answer.told;
    if (stage.parentElement !== null) stage.parentElement.className = `stage stage-${answer.shape}`;
    await feed(answer.feed, turn);
  };
  listen(glass, fields, look);
  void feed(stage.dataset.feed ?? "", newest);
}

function listen(glass: HTMLElement, fields: HTMLFormElement, look: () => Promise<void>): void {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const soon = (): void => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void look(), PAUSE_MS);
  };
  const scrub = fields.querySelector<HTMLInputElement>("[data-scrub]");
  const time = fields.querySelector<HTMLInputElement>("[name=at]");
  scrub?.addEventListener("input", () => {
    const minutes = Number(scrub.value);
    if (time !== null) time.value = `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:00`;
    soon();
  });
  time?.addEventListener("change", () => {
    const [hour = 0, minute = 0] = time.value.split(/[:h.]/).map(Number);
    if (scrub !== null && Number.isFinite(hour * 60 + minute)) scrub.value = String(hour * 60 + minute);
  });
  fields.addEventListener("change", soon);
  fields.addEventListener("submit", (event) => {
    event.preventDefault();
    soon();
  });
  document.addEventListener(SCHEDULE_CHANGED, soon);
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[data-glass]") : null;
    const screenId = link === null ? null : new URL(link.href).searchParams.get("screen");
    const screen = fields.querySelector<HTMLSelectElement>("[name=screen]");
    if (screen === null || screenId === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
    screen.value = screenId;
    if (screen.value !== screenId) return;
    event.preventDefault();
    glass.scrollIntoView({ block: "start" });
    soon();
  });
}

async function ask(fields: HTMLFormElement): Promise<Looked | { readonly refusal: string } | null> {
  const asked = new URLSearchParams();
  for (const [name, value] of new FormData(fields)) if (typeof value === "string") asked.set(name, value);
  try {
    const response = await fetch(`/schedule/glass.json?${asked}`, {
      headers: { accept: "application/json" },
      signal: AbortSignal.timeout(WITHIN_MS),
    });
    return await response.json();
  } catch {
    return null;
  }
}

function put(glass: HTMLElement, selector: string, text: string): void {
  const part = glass.querySelector(selector);
  if (part !== null) part.textContent = text;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
