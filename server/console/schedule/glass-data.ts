import { slotAt } from "../../../schemas/rules/slot-at.ts";
import { civilAt } from "../../../schemas/rules/zoned-time.ts";
import type { ServiceContext } from "../../context.ts";
import { explainScreen } from "../../services/schedule/explain-screen.ts";
import { type ExplainedWords, explainWords } from "../../services/schedule/explain-words.ts";
import { previewAt } from "../../services/schedule/preview-at.ts";
import type { ScreenView } from "../../services/sites/screen-view.ts";
import { type UpcomingSlot, upcomingSlots } from "../preview/upcoming.ts";
import type { View } from "../view.ts";

/** One screen's glass at one instant, and why. */
export interface Glass {
  readonly screen: ScreenView;
  readonly atMs: number;
  /** In the screen's zone. */
  readonly date: string;
  /** As it would be if the schedule were published now; else as it was. */
  readonly draft: boolean;
  /** Around the instant, in order. */
  readonly slots: readonly UpcomingSlot[];
  /** Place of the one on the glass among them. */
  readonly current: number;
  readonly words: ExplainedWords;
  /** The layer whose line is the winner's. */
  readonly winner: ExplainedWords["layers"][number]["layer"];
}

const SLOTS_BEFORE = 2;
const SLOTS_FROM = 5;

/** What is past is told as it was; what is to come, as it would be if the schedule were published now. */
export function isDraftAt(view: Pick<View, "nowMs">, atMs: number): boolean {
  return atMs >= view.nowMs - 60_000;
}

/** The glass and its reasons. Errors: `not-found`. */
export async function readGlass(ctx: ServiceContext, view: View, screen: ScreenView, atMs: number): Promise<Glass> {
  const draft = isDraftAt(view, atMs);
  const explained = await explainScreen(ctx, { screenId: screen.screenId, atMs, draft });
  const plan = await previewAt(ctx, { screenId: screen.screenId, atMs, draft });
  const firstMs = slotsBack(plan.manifest, atMs);
  const slots = upcomingSlots(plan, firstMs, SLOTS_BEFORE + SLOTS_FROM);
  const current = slots.findIndex(({ startedAtMs, endsAtMs }) => startedAtMs <= atMs && atMs < endsAtMs);
  const on = explained.layers.find(({ entries }) => entries.some(({ standing }) => standing.kind === "on-glass"));
  return {
    screen,
    atMs,
    date: civilAt(atMs, screen.timeZone).date,
    draft,
    slots,
    current,
    words: explainWords(view.locale, explained),
    winner: on?.layer ?? "fallback",
  };
}

/** Start of the slot that is some slots before the one at an instant. */
function slotsBack(manifest: Parameters<typeof slotAt>[0], atMs: number): number {
  let startMs = slotAt(manifest, atMs).startedAtMs;
  for (let index = 0; index < SLOTS_BEFORE; index += 1) startMs = slotAt(manifest, startMs - 1).startedAtMs;
  return startMs;
}
