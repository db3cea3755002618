import { addFigures, noPlays, type PlayedFigures } from "../played-figures.ts";
import type { CellsByKey } from "../report-cells.ts";
import { count, minutes, share } from "../report-cells.ts";
import type { FigureCell, FigureFacts } from "../report-facts.ts";

/** What any set of cells comes to. Only completed plays on a panel known to be lit count as played. */
export interface CellSum {
  readonly planned: number;
  readonly played: PlayedFigures;
  /** Editions with at least one counted play. */
  readonly editions: ReadonlySet<string>;
  readonly languages: ReadonlySet<string>;
  /** Clusters with at least one counted play. */
  readonly clusters: ReadonlySet<string>;
}

/** The sum of some cells of a period. That of all of them is made once: every table and indicator asks for it. */
export function sumCells(cells: readonly FigureCell[], facts: Pick<FigureFacts, "cells" | "places">): CellSum {
  if (cells !== facts.cells) return addUp(cells, facts);
  const known = wholeSums.get(cells);
  if (known !== undefined) return known;
  const made = addUp(cells, facts);
  wholeSums.set(cells, made);
  return made;
}

const wholeSums = new WeakMap<readonly FigureCell[], CellSum>();

function addUp(cells: readonly FigureCell[], { places }: Pick<FigureFacts, "places">): CellSum {
  const clusterOf = clusterOfScreen(places);
  const sum = { planned: 0, played: noPlays() };
  const [editions, languages, clusters] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const { screenId, version, planned, played } of cells) {
    sum.planned += planned;
    addFigures(sum.played, played);
    if (played.completed <= 0) continue;
    editions.add(version.editionId);
    languages.add(version.language);
    const clusterId = clusterOf.get(screenId);
    if (clusterId !== undefined) clusters.add(clusterId);
  }
  return { ...sum, editions, languages, clusters };
}

const clusterMaps = new WeakMap<FigureFacts["places"], ReadonlyMap<string, string>>();

/** Made once for the places of a report: its tables ask some thousand times. */
function clusterOfScreen(places: FigureFacts["places"]): ReadonlyMap<string, string> {
  const known = clusterMaps.get(places);
  if (known !== undefined) return known;
  const made = new Map(places.map((place) => [place.screen_id, place.cluster_id]));
  clusterMaps.set(places, made);
  return made;
}

/** The columns of plays that several tables share, each kind apart. */
export function playColumns({ played }: CellSum): CellsByKey {
  return {
    played: count(played.completed),
    panel_unknown: count(played.completedPanelUnknown),
    panel_off: count(played.completedPanelOff),
    partial: count(played.cut + played.interrupted),
    minutes: minutes(played.airtimeMs),
  };
}

/** Played of planned. */
export function rateColumn({ planned, played }: CellSum) {
  return share(played.completed, planned, "không có lượt theo kế hoạch");
}
