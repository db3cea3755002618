import type { EntryTarget, ScreenFacts, TargetField } from "../../../schemas/entry-target.ts";
import type { DatedHours } from "../../../schemas/operating-hours.ts";
import { targetMatches } from "../../../schemas/rules/target-filter.ts";
import type { ServiceContext } from "../../context.ts";
import { listCompileScreens } from "../../services/manifests/gather-sources.ts";
import { listReference } from "../../services/reference/list-reference.ts";
import { listAllScreens } from "../../services/sites/list-screens.ts";
import type { View } from "../view.ts";

/** A screen in use as targets see it, with its names in the page's language. */
export interface PlaceScreen {
  readonly facts: ScreenFacts;
  readonly name: string;
  readonly clusterName: string;
  readonly siteName: string;
  readonly timeZone: string;
  /** Of its site. */
  readonly hours: readonly DatedHours[];
}

/** A value that at least one screen in use has. */
export interface PlaceOption {
  readonly value: string;
  readonly label: string;
  readonly screens: number;
}

/** The screens there are, and the names of everything a target can speak of. */
export interface Places {
  /** By site, then by name. */
  readonly screens: readonly PlaceScreen[];
  /** By label. */
  options(field: TargetField): readonly PlaceOption[];
  /** The value itself where nothing has that name. */
  nameOf(field: TargetField, value: string): string;
}

/** Everything a target can be made of here. */
export async function readPlaces(ctx: ServiceContext, view: View): Promise<Places> {
  const items = await listAllScreens(ctx);
  const compiled = new Map((await listCompileScreens(ctx)).map((one) => [one.screenId, one]));
  const provinces = new Map(
    (await listReference(ctx.db, "province"))
      .filter(({ scheme }) => scheme === "GSO-2025")
      .map((one) => [one.code, view.locale === "vi" ? one.nameVi : (one.nameEn ?? one.nameVi)]),
  );
  const screens = items.flatMap((screen): PlaceScreen[] => {
    const known = compiled.get(screen.screenId);
    if (known === undefined) return [];
    const { facts, hours } = known;
    const { name, clusterName, timeZone } = screen;
    return [{ facts, name, clusterName, siteName: screen.siteNames[view.locale], timeZone, hours }];
  });
  return placesOf(view, screens, provinces);
}

/** The same over screens that are known already; province names by code. */
export function placesOf(
  view: Pick<View, "locale" | "t">,
  unsorted: readonly PlaceScreen[],
  provinces: ReadonlyMap<string, string>,
): Places {
  const screens = [...unsorted].sort(
    (one, other) => one.siteName.localeCompare(other.siteName, "vi") || one.name.localeCompare(other.name, "vi"),
  );
  const known = new Map<TargetField, ReadonlyMap<string, PlaceScreen>>();
  const byValue = (field: TargetField): ReadonlyMap<string, PlaceScreen> => {
    const found =
      known.get(field) ?? new Map(screens.map((screen) => [valuesOf(screen.facts, field)[0] ?? "", screen]));
    known.set(field, found);
    return found;
  };
  const nameOf = (field: TargetField, value: string): string => {
    if (field === "province") return provinces.get(value) ?? value;
    if (field === "site-kind" || field === "neighbour") return codeName(view, value);
    if (field === "tag") return value;
    const found = byValue(field).get(value);
    if (found === undefined) return view.t("entry-words.gone");
    if (field === "site") return found.siteName;
    return `${found.siteName}, ${field === "screen" ? found.name : found.clusterName}`;
  };
  const options = (field: TargetField): PlaceOption[] => {
    const counts = new Map<string, number>();
    for (const value of screens.flatMap(({ facts }) => valuesOf(facts, field))) {
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    return [...counts]
      .map(([value, count]) => ({ value, label: nameOf(field, value), screens: count }))
      .sort((one, other) => one.label.localeCompare(other.label, "vi"));
  };
  return { screens, options, nameOf };
}

const CODES = ["land", "seaport", "airport", "CN", "LA", "KH"] as const;

function codeName(view: Pick<View, "t">, value: string): string {
  const code = CODES.find((one) => one === value);
  return code === undefined ? value : view.t(`place.${code}`);
}

function valuesOf(facts: ScreenFacts, field: TargetField): readonly string[] {
  switch (field) {
    case "screen":
      return [facts.screenId];
    case "cluster":
      return [facts.clusterId];
    case "site":
      return [facts.siteId];
    case "tag":
      return facts.tags;
    case "site-kind":
      return facts.siteKind === null ? [] : [facts.siteKind];
    case "province":
      return facts.province === null ? [] : [facts.province];
    case "neighbour":
      return facts.neighbour === null ? [] : [facts.neighbour];
  }
}

/** The screens in use that a target reaches. */
export function reachedPlaces(target: EntryTarget, places: Places): PlaceScreen[] {
  return places.screens.filter(({ facts }) => targetMatches(target, facts));
}
