const UNDO_SECONDS = 10;
const WITHIN_MS = 20_000;

/** Tells the glass of the page that the schedule is another one now. */
export const SCHEDULE_CHANGED = "schedule-changed";

interface Saved {
  readonly told: string;
  readonly entryId: string;
  readonly basis: number;
  readonly before: string;
}

type Answer = Saved | { readonly refusal: string };

/** The parts of the page that say what the schedule is; the glass looks after itself. */
const PARTS = [".page-head", ".timeline-tools", "#timeline", "#decide", "#changes", "#entries", ".bottom-bar"];

/**
 * Writes an entry's windows, draws the page anew around them, says what they are now and offers to take it back for ten
 * seconds. False: refused, and the reason stands on the page.
 */
export async function saveWindows(change: { entryId: string; basis: number; windows: string }): Promise<boolean> {
  const answer = await send(change);
  if (answer === null || "refusal" in answer) {
    tell(answer?.refusal ?? textOf("sayLost"), null);
    return false;
  }
  await redraw();
  tell(answer.told, () => undo(answer));
  return true;
}

async function undo({ entryId, basis, before }: Saved): Promise<void> {
  const answer = await send({ entryId, basis, windows: before });
  if (answer === null || "refusal" in answer) {
    tell(answer?.refusal ?? textOf("sayLost"), null);
    return;
  }
  await redraw();
  tell(textOf("sayUndone"), null, true);
}

async function send(change: { entryId: string; basis: number; windows: string }): Promise<Answer | null> {
  try {
    const response = await fetch("/schedule/move", {
      method: "POST",
      headers: { accept: "application/json" },
      body: new URLSearchParams({ ...change, basis: String(change.basis) }),
      signal: AbortSignal.timeout(WITHIN_MS),
    });
    return await response.json();
  } catch {
    return null;
  }
}

/** Puts the parts of a fresh page in place of the old ones. What cannot be fetched stays, and says when it was true. */
async function redraw(): Promise<void> {
  const response = await fetch(location.href, {
    headers: { accept: "text/html" },
    signal: AbortSignal.timeout(WITHIN_MS),
  }).catch(() => null);
  if (response === null || !response.ok || response.redirected) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const selector of PARTS) {
    const [old, next] = [document.querySelector(selector), fresh.querySelector(selector)];
    if (old !== null && next !== null) old.replaceWith(next);
    else if (old !== null) old.remove();
    else if (next !== null) document.querySelector("#decide")?.after(next);
  }
  document.dispatchEvent(new Event(SCHEDULE_CHANGED));
}

let ticking: ReturnType<typeof setInterval> | undefined;

/** Says it where it was done, and aloud; with a way back, for ten seconds. */
export function tell(sentence: string, back: (() => Promise<void>) | null, isGood = back !== null): void {
  clearInterval(ticking);
  document.querySelector(".moved")?.remove();
  say(sentence);
  const box = document.createElement("div");
  box.className = isGood ? "moved" : "moved moved-refused";
  const text = document.createElement("p");
  text.textContent = sentence;
  box.append(text);
  if (back !== null) box.append(undoButton(box, back));
  document.querySelector("#timeline")?.after(box);
}

function undoButton(box: HTMLElement, back: () => Promise<void>): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-small";
  let left = UNDO_SECONDS;
  const count = (): void => {
    button.textContent = textOf("sayUndo").replace("{n}", String(left));
    if (left <= 0 && document.activeElement !== button) {
      clearInterval(ticking);
      box.remove();
    }
    left = Math.max(0, left - 1);
  };
  ticking = setInterval(count, 1_000);
  count();
  button.addEventListener("click", () => {
    clearInterval(ticking);
    button.disabled = true;
    void back();
  });
  return button;
}

/** Read out by readers of the page aloud. */
export function say(sentence: string): void {
  const live = document.querySelector("[data-said]");
  if (live !== null) live.textContent = sentence;
}

/** A sentence of the page, in its language. */
export function textOf(name: string): string {
  return document.querySelector<HTMLElement>("[data-timeline]")?.dataset[name] ?? "";
}
