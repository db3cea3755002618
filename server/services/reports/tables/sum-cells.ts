import { addFigures, NO_PLAYS, type PlayedFigures } from "../played-figures.ts";
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

export function sumCells(cells: readonly FigureCell[], facts: Pick<FigureFacts, "places">): CellSum {
  const clusterOf = new Map(facts.places.map((place) => [place.screen_id, place.cluster_id]));
  const counted = cells.filter(({ played }) => played.completed > 0);
  return {
    planned: cells.reduce((sum, { planned }) => sum + planned, 0),
    played: cells.reduce((sum, { played }) => addFigures(sum, played), NO_PLAYS),
    editions: new Set(counted.map(({ version }) => version.editionId)),
    languages: new Set(counted.map(({ version }) => version.language)),
    clusters: new Set(counted.flatMap(({ screenId }) => clusterOf.get(screenId) ?? [])),
  };
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
