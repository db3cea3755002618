import { hasRecords } from "../played-figures.ts";
import type { CellsByKey } from "../report-cells.ts";
import { count, minutes, unknown } from "../report-cells.ts";
import type { FigureCell, ReportFacts } from "../report-facts.ts";
import { playColumns, sumCells } from "./sum-cells.ts";

/** Stands where nothing was recorded, so that nobody reads it as zero. */
const NO_RECORD = unknown("chưa có bản ghi");

/** Planned, and each kind of recorded play in a column of its own; of screens without any record there is no figure. */
export function detailColumns(cells: readonly FigureCell[], facts: ReportFacts, isRecorded: boolean): CellsByKey {
  const sum = sumCells(cells, facts);
  const { played } = sum;
  const { partial: _, ...columns } = playColumns(sum);
  const recorded: CellsByKey = {
    ...columns,
    cut: count(played.cut),
    interrupted: count(played.interrupted),
    minutes_unknown: minutes(played.airtimePanelUnknownMs),
    minutes_other: minutes(played.airtimeOtherMs),
  };
  const shown = isRecorded ? recorded : Object.fromEntries(Object.keys(recorded).map((key) => [key, NO_RECORD]));
  return { planned: count(sum.planned), ...shown };
}

/** Cells with anything in them: of what came in after the cut-off and was taken off again there is nothing to tell. */
export function toldCells(cells: readonly FigureCell[]): FigureCell[] {
  return cells.filter(({ planned, played }) => planned > 0 || hasRecords(played));
}

/** Whether any of the cells is of a screen with a record. */
export function anyRecorded(cells: readonly FigureCell[], { recordedScreens }: ReportFacts): boolean {
  return cells.some(({ screenId }) => recordedScreens.has(screenId));
}

/** Heads what counts for another programme and is told beside this one's. */
export const SHARING_HEAD = "Trong đó dùng chung: chương trình chính là chương trình khác, không cộng vào tổng";
