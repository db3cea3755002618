import { ARM_AHEAD_MS, type Item, type PlannedShowing } from "./state.ts";
import { closeEvidence, findItem, isActive, openEvidence, setItem, shownItem, type Work } from "./work.ts";

/**
 * Replaces the list of showings. What is kept keeps its phase; a picture that goes on under a new key is not touched,
 * only its evidence changes; what is no longer named is released, or marked as dropped if it is on the glass.
 */
export function adoptProgram(work: Work, showings: readonly PlannedShowing[], atMs: number): void {
  const named = new Set(showings.map((showing) => showing.key));
  for (const showing of showings) {
    if (findItem(work, showing.key) !== undefined) {
      setItem(work, showing.key, { showing, droppedAtMs: null });
      continue;
    }
    const samePicture = work.state.items.find((item) => goesOnAs(item, showing, named));
    if (samePicture !== undefined) rename(work, samePicture, showing);
    else work.state = { ...work.state, items: [...work.state.items, absentItem(showing, atMs)] };
  }
  for (const item of work.state.items) {
    if (!named.has(item.showing.key)) dropItem(work, item, atMs);
  }
  work.state = {
    ...work.state,
    items: work.state.items
      .filter((item) => item.phase !== "released")
      .sort((a, b) => a.showing.startsAtMs - b.showing.startsAtMs),
  };
  announce(work);
}

function goesOnAs(item: Item, showing: PlannedShowing, named: ReadonlySet<string>): boolean {
  return (
    isActive(item) &&
    item.phase !== "covered" &&
    !named.has(item.showing.key) &&
    item.showing.airingSha256 === showing.airingSha256 &&
    item.showing.startsAtMs === showing.startsAtMs
  );
}

function rename(work: Work, item: Item, showing: PlannedShowing): void {
  closeEvidence(work, item, "replaced");
  setItem(work, item.showing.key, { showing, droppedAtMs: null, evidence: "none" });
  work.effects.push({ type: "rename", key: item.showing.key, newKey: showing.key });
  if (item.phase === "shown" && item.presented && work.state.visible) openEvidence(work, showing.key);
}

function absentItem(showing: PlannedShowing, atMs: number): Item {
  return {
    showing,
    phase: "absent",
    phaseSinceMs: atMs,
    surface: null,
    onRail: false,
    joined: false,
    startedAtMs: null,
    presented: false,
    evidence: "none",
    droppedAtMs: null,
  };
}

function dropItem(work: Work, item: Item, atMs: number): void {
  if (item.phase === "shown" || item.phase === "covered") {
    // A program that begins with the next slot does not drop the picture whose time is up.
    const isOver = item.showing.endsAtMs <= atMs + ARM_AHEAD_MS;
    if (item.droppedAtMs === null && !isOver) setItem(work, item.showing.key, { droppedAtMs: atMs });
    return;
  }
  if (isActive(item)) work.effects.push({ type: "release", key: item.showing.key });
  setItem(work, item.showing.key, { phase: "released", surface: null });
}

function announce(work: Work): void {
  if (!work.state.mustAnnounce) return;
  work.state = { ...work.state, mustAnnounce: false };
  const shown = shownItem(work.state);
  if (shown?.presented && shown.droppedAtMs === null && work.state.visible) openEvidence(work, shown.showing.key);
}
