import type { ServiceContext } from "../../context.ts";
import { readProofMarks } from "../../services/ledger/read-proof-marks.ts";
import type { CompileScreen } from "../../services/manifests/compile-input.ts";
import { listCompileScreens } from "../../services/manifests/gather-sources.ts";
import { listReference } from "../../services/reference/list-reference.ts";
import { listAllScreens } from "../../services/sites/list-screens.ts";
import type { ScreenView } from "../../services/sites/screen-view.ts";
import { lightsOf, type ThreeLights } from "../screens/light-states.ts";
import type { View } from "../view.ts";
import type { TimelineQuery } from "./timeline-query.ts";

/** A screen in use, with what filters and timings ask of its place. */
export interface TimelineScreen {
  readonly screen: ScreenView;
  readonly compile: CompileScreen;
}

/** One value that a filter can take. */
export interface FilterOption {
  readonly value: string;
  readonly label: string;
  readonly screens: number;
}

/** Every screen in use, by site and name. */
export async function readTimelineScreens(ctx: ServiceContext): Promise<TimelineScreen[]> {
  const compiled = new Map((await listCompileScreens(ctx)).map((one) => [one.screenId, one]));
  return (await listAllScreens(ctx))
    .flatMap((screen) => {
      const compile = compiled.get(screen.screenId);
      return compile === undefined ? [] : [{ screen, compile }];
    })
    .sort((one, other) => byPlace(one.screen, other.screen));
}

function byPlace(one: ScreenView, other: ScreenView): number {
  return (
    one.siteNames.vi.localeCompare(other.siteNames.vi, "vi") ||
    one.siteId.localeCompare(other.siteId) ||
    one.name.localeCompare(other.name, "vi", { numeric: true })
  );
}

/** The screens that the filters of the address let through; `needing` are those with something to decide. */
export function filterScreens(
  screens: readonly TimelineScreen[],
  query: TimelineQuery,
  needing: ReadonlySet<string> | null,
): TimelineScreen[] {
  return screens.filter(
    ({ compile: { screenId, facts } }) =>
      (query.site === null || facts.siteId === query.site) &&
      (query.province === null || facts.province === query.province) &&
      (query.neighbour === null || facts.neighbour === query.neighbour) &&
      (!query.needs || needing === null || needing.has(screenId)),
  );
}

/** What can be filtered by here, each with how many screens it holds. */
export async function filterOptions(
  ctx: ServiceContext,
  view: View,
  screens: readonly TimelineScreen[],
): Promise<{ sites: FilterOption[]; provinces: FilterOption[]; neighbours: FilterOption[] }> {
  const provinces = new Map(
    (await listReference(ctx.db, "province"))
      .filter(({ scheme }) => scheme === "GSO-2025")
      .map((one) => [one.code, view.locale === "vi" ? one.nameVi : (one.nameEn ?? one.nameVi)]),
  );
  return {
    sites: counted(screens, ({ screen }) => [screen.siteId, screen.siteNames[view.locale]]),
    provinces: counted(screens, ({ compile: { facts } }) =>
      facts.province === null ? null : [facts.province, provinces.get(facts.province) ?? facts.province],
    ),
    neighbours: counted(screens, ({ compile: { facts } }) =>
      facts.neighbour === "CN" || facts.neighbour === "LA" || facts.neighbour === "KH"
        ? [facts.neighbour, view.t(`place.${facts.neighbour}`)]
        : null,
    ),
  };
}

function counted(
  screens: readonly TimelineScreen[],
  read: (one: TimelineScreen) => readonly [value: string, label: string] | null,
): FilterOption[] {
  const options = new Map<string, FilterOption>();
  for (const one of screens) {
    const found = read(one);
    if (found === null) continue;
    const [value, label] = found;
    options.set(value, { value, label, screens: (options.get(value)?.screens ?? 0) + 1 });
  }
  return [...options.values()].sort((one, other) => one.label.localeCompare(other.label, "vi"));
}

/** The three lights of these screens, by screen. */
export async function lightsOfScreens(
  ctx: ServiceContext,
  screens: readonly ScreenView[],
  nowMs: number,
): Promise<Map<string, ThreeLights>> {
  const players = screens.flatMap(({ player }) => (player === null ? [] : [player.player]));
  const marks = await readProofMarks(ctx, players);
  return new Map(
    screens.map((screen) => {
      const proof = screen.player === null ? undefined : marks.get(screen.player.player);
      return [screen.screenId, lightsOf(screen, proof, nowMs)];
    }),
  );
}
