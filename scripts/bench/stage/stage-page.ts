import { createHash } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { AiringDocument } from "../../../schemas/airing-document.ts";
import type { StageSlot } from "../../../schemas/stage-channel.ts";
import { STAGE_PATHS } from "../../../schemas/stage-paths.ts";
import { type StageRig, until } from "../../../tests/e2e/stage-rig.ts";
import type { BenchPage } from "./bench-page.ts";
import type { PlannedItem } from "./showings.ts";

/** As many slots as an agent hands out: the one on the glass and three to come. */
const SLOTS_AHEAD = 4;
const FIRST_AFTER_MS = 1_500;
const SLATE = { placeName: "Cửa khẩu Mẫu", languages: ["vi", "en"] };

/** One item as the stage is handed it, and as the reader will know it. */
export interface StageItem {
  readonly airing: AiringDocument;
  readonly planned: PlannedItem;
}

/** Our own page, fed over its own channel with `items` over and over, as an agent does it. */
export function stagePage(name: string, rig: StageRig, items: readonly StageItem[]): BenchPage {
  return {
    name,
    url: `${rig.origin}${STAGE_PATHS.page}`,
    cycle: items.map(({ planned }) => planned),
    async begin() {
      const stopping = new AbortController();
      await until("the stage has connected", () => rig.connections() === 1, 30_000);
      rig.send({ type: "role", role: "presenter", agentTimeMs: Date.now(), slate: SLATE });
      const feeding = feed(rig, items, stopping.signal);
      return {
        async end() {
          stopping.abort();
          await feeding;
          return troubleIn(rig);
        },
      };
    },
  };
}

/** A program at each boundary: the slot that begins there and those that follow. */
async function feed(rig: StageRig, items: readonly StageItem[], signal: AbortSignal): Promise<void> {
  rig.told.length = 0;
  const slots = nextSlots(items, Date.now() + FIRST_AFTER_MS);
  const program = Array.from({ length: SLOTS_AHEAD }, () => slots());
  while (!signal.aborted) {
    rig.send({ type: "program", agentTimeMs: Date.now(), slots: program });
    await wait((program[1]?.startsAtMs ?? 0) - Date.now(), undefined, { signal }).catch(ignoreAbort);
    program.shift();
    program.push(slots());
  }
}

function nextSlots(items: readonly StageItem[], firstAtMs: number): () => StageSlot {
  let startsAtMs = firstAtMs;
  let index = 0;
  return () => {
    const { airing, planned } = items[index % items.length] ?? never();
    const slot: StageSlot = {
      key: `${startsAtMs}-${index}`,
      airingSha256: createHash("sha256").update(JSON.stringify(airing)).digest("hex"),
      airing,
      urls: Object.fromEntries(airing.renditions.map(({ sha256 }) => [sha256, STAGE_PATHS.media(sha256)])),
      startsAtMs,
      endsAtMs: startsAtMs + planned.durationMs,
    };
    startsAtMs = slot.endsAtMs;
    index += 1;
    return slot;
  };
}

/** What the stage itself could not do, by reason and count. */
function troubleIn(rig: StageRig): string[] {
  const counts = new Map<string, number>();
  for (const { message } of rig.told) {
    const isTrouble = message.type === "failed" || (message.type === "removed" && message.reason === "stalled");
    if (isTrouble) counts.set(message.reason, (counts.get(message.reason) ?? 0) + 1);
  }
  return [...counts].map(([reason, count]) => `${reason} ×${count}`);
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error && error.name === "AbortError")) throw error;
}

function never(): never {
  throw new RangeError("A page needs an item.");
}
