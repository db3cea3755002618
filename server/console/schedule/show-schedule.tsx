import type { Manifest } from "../../../schemas/manifest.ts";
import { NounId } from "../../../schemas/primitives.ts";
import { civilAt } from "../../../schemas/rules/zoned-time.ts";
import { canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import type { ServiceContext } from "../../context.ts";
import { currentManifest } from "../../services/manifests/current-manifest.ts";
import { previewManifest } from "../../services/manifests/preview-manifest.ts";
import { findPerson } from "../../services/people/read-person.ts";
import { listScheduleProblems } from "../../services/schedule/list-schedule-problems.ts";
import { readSchedule, type ScheduleView } from "../../services/schedule/read-schedule.ts";
import type { ScreenView } from "../../services/sites/screen-view.ts";
import type { ConsoleContext } from "../console-env.ts";
import { type PublishedTruth, publishedTruth } from "../overview/published-truth.ts";
import { readDate } from "../parts/civil-input.ts";
import { HOME_ZONE } from "../parts/format.ts";
import { readLanguages } from "../parts/languages.ts";
import { respond } from "../respond.ts";
import { type LitScreen, litScreens } from "../screens/lit-screens.ts";
import { type Refusal, refusalOf } from "../submit.ts";
import { problemLines } from "./problem-words.ts";
import { SchedulePage } from "./schedule-page.tsx";

/** Screens whose day is compiled for one page: each costs the work of one publication. */
const MOST_DRAWN = 24;

/** Answers with the schedule page; a date that is none is refused beside today's drawing. */
export async function showSchedule(c: ConsoleContext, refusal?: Refusal): Promise<Response> {
  const ctx = c.get("ctx");
  const view = c.get("view");
  const today = civilAt(view.nowMs, HOME_ZONE).date;
  let date = today;
  let told = refusal;
  try {
    date = readDate(c.req.query("date") ?? "") ?? today;
  } catch (error) {
    told = refusalOf(c, error);
  }
  const schedule = await readSchedule(ctx);
  const lit = await litScreens(c);
  const screens = lit.map(({ screen }) => screen).sort(byPlace);
  const manifests = await previews(ctx, schedule.entries.length === 0 ? [] : screens.slice(0, MOST_DRAWN));
  const languages = await readLanguages(ctx);
  const languageNames = new Map(
    languages.map((language) => [language.tag, view.locale === "vi" ? language.nameVi : language.nameEn]),
  );
  const known = { entries: schedule.entries, screens, languageNames };
  const page = (
    <SchedulePage
      view={view}
      date={date}
      schedule={schedule}
      screens={screens}
      manifests={manifests}
      problems={problemLines(view, schedule.entries.length === 0 ? [] : await listScheduleProblems(ctx), known)}
      wouldChange={screens.length > MOST_DRAWN ? null : await changedBy(ctx, screens, manifests)}
      truth={await readTruth(ctx, schedule, lit)}
      undo={undoOf(c.req.query("undo"))}
      refusal={told}
    />
  );
  return respond(c, page, told?.status ?? 200);
}

/** The truth of the last publication; null before the first. */
export async function readTruth(
  ctx: ServiceContext,
  schedule: ScheduleView,
  screens: readonly LitScreen[],
): Promise<PublishedTruth | null> {
  if (schedule.publishedAtMs === null) return null;
  const by = schedule.publishedBy === null ? undefined : await findPerson(ctx.db, schedule.publishedBy);
  return publishedTruth({ atMs: schedule.publishedAtMs, byName: by?.displayName ?? null }, screens);
}

function undoOf(entryId: string | undefined): string | null {
  return NounId.safeParse(entryId).data ?? null;
}

async function previews(ctx: ServiceContext, screens: readonly ScreenView[]): Promise<Map<string, Manifest>> {
  const manifests = new Map<string, Manifest>();
  for (const { screenId } of screens) manifests.set(screenId, (await previewManifest(ctx, { screenId })).manifest);
  return manifests;
}

/** Screens whose published manifest differs from what publishing now would make. */
async function changedBy(
  ctx: ServiceContext,
  screens: readonly ScreenView[],
  manifests: ReadonlyMap<string, Manifest>,
): Promise<ScreenView[]> {
  const changed: ScreenView[] = [];
  for (const screen of screens) {
    const next = manifests.get(screen.screenId);
    if (next === undefined) continue;
    const current = await currentManifest(ctx, screen.screenId);
    if (current === undefined || contentOf(current.manifest) !== contentOf(next)) changed.push(screen);
  }
  return changed;
}

function contentOf(manifest: Manifest): string {
  return canonicalJson({ ...manifest, revision: 1 });
}

function byPlace(left: ScreenView, right: ScreenView): number {
  return left.siteNames.vi.localeCompare(right.siteNames.vi, "vi") || left.name.localeCompare(right.name, "vi");
}
