import { createHash } from "node:crypto";
import type { OutboxShell } from "../../player/agent/shells/outbox-shell.ts";
import { makeDraft } from "./showing-draft.ts";

const SLOT_MS = 10_000;
/** A little of each slot goes to the change from one picture to the next. */
const SHOWN_MS = 9_970;
const FIRST_START_MS = 1_750_000_000_000;

/**
 * Plays ten-second slots of `items` items one after the other, as the playback core tells the log of them: qualified at
 * two seconds, five seconds on, closed. `together` of them go to the disk at once; 1 confirms each line like the agent.
 */
export function makePlays({ items, boot }: { readonly items: number; readonly boot: number }) {
  const airings = Array.from({ length: items }, (_, index) =>
    createHash("sha256").update(`airing ${index}`).digest("hex"),
  );
  let played = 0;
  return async (shell: OutboxShell, count: number, together: number): Promise<void> => {
    let writing: Promise<void>[] = [];
    for (let index = 0; index < count; index += 1) {
      const airingSha256 = airings[played % items] ?? "";
      const startedMonoMs = played * SLOT_MS + 41;
      const startedWallMs = FIRST_START_MS + startedMonoMs;
      const showing = `${startedWallMs}-${played % 360}-${airingSha256.slice(0, 8)}-${boot}.1`;
      const draft = makeDraft({
        airingSha256,
        startedMonoMs,
        startedWallMs,
        editionVersionId: `01930000-0000-7000-8000-${airingSha256.slice(0, 12)}`,
        entryId: `01930000-0000-7000-9000-${airingSha256.slice(20, 32)}`,
        manifestRevision: 412,
        loopId: airingSha256.slice(0, 16),
        slotIndex: played % 360,
      });
      played += 1;
      const events = [
        { type: "qualified", showing, draft, shownMs: 2_004 },
        { type: "progress", showing, shownMs: 7_006 },
        { type: "closed", showing, draft, shownMs: SHOWN_MS, outcome: "completed" },
      ] as const;
      for (const event of events) {
        const written = shell.apply(event);
        if (together === 1) await written;
        else writing.push(written);
      }
      if (writing.length >= together * events.length) {
        await Promise.all(writing);
        writing = [];
      }
    }
    await Promise.all(writing);
  };
}
