import type { ServiceContext } from "../../context.ts";
import { listScreensToCompile } from "../../db/repos/manifests.ts";
import { DomainError } from "../../errors.ts";
import { requireRole } from "../people/require-role.ts";
import { type DayOfScreen, type DrawnDays, dayOfScreen } from "./day-of-screen.ts";
import { type LanguageName, languageNames } from "./language-names.ts";
import { readPlans, type ScreenPlace } from "./read-plans.ts";

/** Most screens in one view: each costs as much as compiling it. */
export const MOST_VIEWED_SCREENS = 50;

/** One civil date and the night after it, screen by screen. */
export interface DayView {
  readonly date: string;
  readonly draft: boolean;
  /** In the order asked for; by id when none was named. */
  readonly screens: readonly (DayOfScreen & { readonly place: ScreenPlace })[];
  /** Of every language that is named. */
  readonly languageNames: readonly LanguageName[];
}

/**
 * What these screens do on a civil date and in the night after it, for drawing: of the published schedule, or with
 * `draft` as if it were published now. A date that lies beyond the days of a manifest, or before today, is planned as it
 * would be on that date. Screens that are not in use are left out; without `screenIds`, the first of all in use.
 * Errors: `too-large` above `MOST_VIEWED_SCREENS`.
 */
export async function dayView(
  ctx: ServiceContext,
  input: { readonly screenIds?: readonly string[]; readonly date: string; readonly draft: boolean },
): Promise<DayView> {
  requireRole(ctx, "editor", "approver", "administrator");
  const { date, draft } = input;
  const screenIds = [...new Set(input.screenIds ?? (await firstInUse(ctx)))];
  if (screenIds.length > MOST_VIEWED_SCREENS) {
    throw new DomainError("too-large", "words.too-many-screens", { n: MOST_VIEWED_SCREENS });
  }
  const read = await readPlans(ctx, { screenIds, draft, covering: date });
  const byId = new Map(read.plans.map((plan) => [plan.screen.screenId, plan]));
  const drawn: DrawnDays = new WeakMap();
  const screens = screenIds.flatMap((screenId) => {
    const plan = byId.get(screenId);
    const place = read.places.get(screenId);
    return plan === undefined || place === undefined ? [] : [{ ...dayOfScreen(plan, read, date, drawn), place }];
  });
  return {
    date,
    draft,
    screens,
    languageNames: await languageNames(
      ctx,
      screens.flatMap(({ languages }) => languages.map(({ language }) => language)),
    ),
  };
}

async function firstInUse(ctx: Pick<ServiceContext, "db">): Promise<string[]> {
  const rows = await listScreensToCompile(ctx.db);
  return rows.slice(0, MOST_VIEWED_SCREENS).map((row) => row.screen_id);
}
