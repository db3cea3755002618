import type { AiringDocument } from "../../../schemas/airing-document.ts";
import type { ServiceContext } from "../../context.ts";
import { readAirings } from "../approval/read-airings.ts";
import { requireRole } from "../people/require-role.ts";
import { type Explained, explainAt } from "./explain-at.ts";
import { type LanguageName, languageNames } from "./language-names.ts";
import { placeTime, planAt, type ScreenPlace } from "./read-plans.ts";

/** Why a screen shows what it shows at one instant. */
export interface ScreenExplanation extends Explained {
  readonly place: ScreenPlace;
  readonly atMs: number;
  readonly nowMs: number;
  readonly draft: boolean;
  /** Of the signed manifest that was asked; null: what would be made. */
  readonly revision: number | null;
  /** What the item on the glass says; null on the slate. */
  readonly airing: AiringDocument | null;
  /** Of every entry that is named. */
  readonly entryNames: Readonly<Record<string, string>>;
  readonly languageNames: readonly LanguageName[];
}

/**
 * Says for any screen and instant what is on the glass, which entry won, and one line for every layer: of the schedule
 * as published, or with `draft` as it would be if it were published now. The item comes from the manifest that the
 * screen has (in the past: had) at that instant; the reasons from the schedule and the content as they are now.
 * Errors: `not-found`.
 */
export async function explainScreen(
  ctx: ServiceContext,
  input: { readonly screenId: string; readonly atMs: number; readonly draft: boolean },
): Promise<ScreenExplanation> {
  requireRole(ctx, "editor", "approver", "administrator");
  const { atMs, draft } = input;
  const found = await planAt(ctx, input);
  const explained = explainAt({ ...found, place: placeTime(found.plan.screen, found.sources) }, atMs);
  const sha256 = explained.glass.kind === "item" ? explained.glass.item.airingSha256 : null;
  const airings = sha256 === null ? {} : await readAirings(ctx, [sha256]);
  return {
    ...explained,
    place: found.place,
    atMs,
    nowMs: ctx.now(),
    draft,
    revision: found.revision,
    airing: sha256 === null ? null : (airings[sha256] ?? null),
    entryNames: Object.fromEntries(found.schedule.entries.map(({ id, name }) => [id, name])),
    languageNames: await languageNames(
      ctx,
      explained.languages.map(({ language }) => language),
    ),
  };
}
