import type { Manifest } from "../../../schemas/manifest.ts";
import { lookUpInstants } from "../../../schemas/rules/daypart-windows.ts";
import type { PlaceTime } from "../../../schemas/rules/entry-spans.ts";
import { addDays, civilAt } from "../../../schemas/rules/zoned-time.ts";
import type { ScheduleSnapshot } from "../../../schemas/schedule.ts";
import type { ServiceContext } from "../../context.ts";
import { listManifestsInForce, listScreensToCompile } from "../../db/repos/manifests.ts";
import { DomainError } from "../../errors.ts";
import { listExpiredStories } from "../approval/list-approved-airings.ts";
import type { CompileCache } from "../manifests/compile-cache.ts";
import type { CompileScreen, CompileSources } from "../manifests/compile-input.ts";
import { openManifestRow } from "../manifests/current-manifest.ts";
import { gatherSources, listCompileScreens } from "../manifests/gather-sources.ts";
import { planScreens } from "../manifests/plan-screen.ts";
import { compileCacheOf, MANIFEST_DAYS } from "../manifests/recompile-screens.ts";
import type { ScreenPlan } from "../manifests/screen-plan.ts";
import { publishableSchedule } from "./publishable-schedule.ts";
import { publishedSnapshot } from "./schedule-snapshot.ts";

type Reader = Pick<ServiceContext, "db" | "now" | "bus" | "actor">;

/** A screen by the names people know. */
export interface ScreenPlace {
  readonly screenId: string;
  readonly screenName: string;
  readonly siteId: string;
  readonly siteNames: { readonly vi: string; readonly en: string };
  readonly timeZone: string;
  /** How many screens of its site are among those that were read. */
  readonly siteScreens: number;
}

/** What was planned from. */
export interface PlannedFrom {
  readonly sources: CompileSources;
  /** Stories of the schedule that have nothing left to air because it has expired. */
  readonly expired: ReadonlySet<string>;
}

/** The compiler's reasoning for some screens, with what it was reasoned from. */
export interface SchedulePlans extends PlannedFrom {
  readonly schedule: ScheduleSnapshot;
  /** By screen id. */
  readonly plans: readonly ScreenPlan[];
  readonly places: ReadonlyMap<string, ScreenPlace>;
}

/** Dates that can be planned for. Beyond them days have no four-figure year to be written and counted with. */
const FIRST_DATE = "1970-01-02";
const LAST_DATE = "9000-01-01";
const LAST_MS = Date.parse(LAST_DATE);

/** What is planned: `draft`, as if the asker published now, or as published last. */
export interface PlanQuery {
  /** All in use by default. */
  readonly screenIds?: readonly string[];
  readonly draft: boolean;
  /**
   * A civil date that the plans must know in full, with the night after it. One beyond the days of a manifest, or before
   * today, is planned as it would be on that date, all else unchanged.
   */
  readonly covering?: string;
}

/**
 * Plans the screens in use from the schedule and the content approved now. Equal loops are built once. Errors: `bad-input`
 * for a date to cover that no calendar here knows.
 */
export async function readPlans(ctx: Reader, query: PlanQuery): Promise<SchedulePlans> {
  const { covering } = query;
  if (covering !== undefined && (covering < FIRST_DATE || covering > LAST_DATE)) {
    throw new DomainError("bad-input", "error.bad-input", { what: "date" });
  }
  const schedule = query.draft ? (await publishableSchedule(ctx)).schedule : await publishedSnapshot(ctx);
  const sources = await gatherSources(ctx, schedule);
  const unheard = schedule.playlists.flatMap(({ storyIds }) =>
    storyIds.filter((id) => sources.editions[id] === undefined),
  );
  const expired = await listExpiredStories(ctx, unheard);
  const screens = await listCompileScreens(ctx, query.screenIds);
  const cache = compileCacheOf(ctx);
  const nowMs = ctx.now();
  const spanOf = ({ timeZone }: CompileScreen) => ({
    fromDate: firstDate(civilAt(nowMs, timeZone).date, query.covering),
    days: MANIFEST_DAYS,
  });
  const plans: ScreenPlan[] = [];
  for await (const plan of planScreens(screens, sources, spanOf, cache)) plans.push(plan);
  if (query.screenIds === undefined) forgetDrafts(cache);
  return { schedule, sources, expired, plans, places: await readPlaces(ctx, query.screenIds) };
}

/** Readings of all screens after which what none of them asked for is forgotten: loops are dear, and drafts are many. */
const READINGS_KEPT = 16;
const readings = new WeakMap<CompileCache, number>();

function forgetDrafts(cache: CompileCache): void {
  const count = (readings.get(cache) ?? 0) + 1;
  readings.set(cache, count);
  if (count % READINGS_KEPT === 0) cache.turn();
}

/** Today where its manifest holds the wanted date and the one after, else the date before the wanted one. */
function firstDate(today: string, wanted: string | undefined): string {
  const isHeld = wanted === undefined || (wanted >= today && wanted < addDays(today, MANIFEST_DAYS - 2));
  return isHeld ? today : addDays(wanted, -1);
}

async function readPlaces(
  ctx: Pick<ServiceContext, "db">,
  screenIds: readonly string[] | undefined,
): Promise<Map<string, ScreenPlace>> {
  const rows = await listScreensToCompile(ctx.db, screenIds);
  const counts = new Map<string, number>();
  for (const { site_id } of rows) counts.set(site_id, (counts.get(site_id) ?? 0) + 1);
  return new Map(
    rows.map((row) => [
      row.screen_id,
      {
        screenId: row.screen_id,
        screenName: row.screen_name,
        siteId: row.site_id,
        siteNames: { vi: row.name_vi, en: row.name_en },
        timeZone: row.time_zone,
        siteScreens: counts.get(row.site_id) ?? 1,
      },
    ]),
  );
}

/** One screen at one instant. */
export interface PlanAt extends Omit<SchedulePlans, "plans" | "places"> {
  readonly plan: ScreenPlan;
  readonly place: ScreenPlace;
  /** What `slotAt` is asked: the signed manifest where one plans this instant day by day, else the plan's own. */
  readonly manifest: Manifest;
  /** Of the signed manifest; null: `manifest` is only planned. */
  readonly revision: number | null;
}

/**
 * The plan and manifest of a screen for any instant. Past ones are answered by the manifest then in force; those beyond
 * the days of a manifest by what will be compiled on their date, if nothing else changes. Errors: `not-found`; `bad-input`
 * for an instant too far away.
 */
export async function planAt(
  ctx: Reader,
  input: { readonly screenId: string; readonly atMs: number; readonly draft: boolean },
): Promise<PlanAt> {
  const { screenId, atMs, draft } = input;
  if (!(atMs >= 0 && atMs <= LAST_MS)) throw new DomainError("bad-input", "error.bad-input", { what: "at" });
  const [screen] = await listCompileScreens(ctx, [screenId]);
  if (screen === undefined) throw new DomainError("not-found", "error.not-found", {}, { screenId });
  const covering = civilAt(atMs, screen.timeZone).date;
  const { plans, places, ...from } = await readPlans(ctx, { screenIds: [screenId], draft, covering });
  const [plan] = plans;
  const place = places.get(screenId);
  if (plan === undefined || place === undefined)
    throw new DomainError("not-found", "error.not-found", {}, { screenId });
  const signed = draft ? undefined : await signedAt(ctx, screenId, atMs);
  return { ...from, plan, place, manifest: signed ?? plan.manifest, revision: signed?.revision ?? null };
}

/** The signed manifest in force at a past instant, or the newest where it plans a coming one day by day. */
async function signedAt(ctx: Reader, screenId: string, atMs: number): Promise<Manifest | undefined> {
  const inForceAtMs = Math.min(atMs, ctx.now());
  const row = (await listManifestsInForce(ctx.db, screenId, inForceAtMs, inForceAtMs + 1)).at(-1);
  if (row === undefined) return undefined;
  const { manifest } = openManifestRow(row);
  return atMs < (manifest.days.at(-1)?.[1] ?? 0) ? manifest : undefined;
}

/** What timings are read with at a screen's place. */
export function placeTime(screen: CompileScreen, sources: CompileSources): PlaceTime {
  return {
    timeZone: screen.timeZone,
    hours: screen.hours,
    publicHolidays: new Set(sources.publicHolidays),
    dayparts: new Map(sources.schedule.dayparts.map((daypart) => [daypart.id, daypart])),
    at: lookUpInstants(screen.timeZone),
  };
}
