/** The rows of the database as they stand, with their JSON read and nothing else done to them. */
export interface Rows {
  readonly entries: readonly EntryRow[];
  /** Story ids in playing order, by playlist. */
  readonly playlists: ReadonlyMap<string, readonly string[]>;
  readonly dayparts: ReadonlyMap<string, DaypartRow>;
  /** Approved, not withdrawn, by story. */
  readonly items: ReadonlyMap<string, readonly ItemRow[]>;
  readonly screens: ReadonlyMap<string, ScreenRow>;
  readonly holidays: readonly HolidayRow[];
  /** `official`, `minority`, `foreign`, by language. */
  readonly roles: ReadonlyMap<string, readonly string[]>;
}

export interface WindowRow {
  readonly fromLocal: string;
  readonly untilLocal: string;
}

export interface ExceptionRow {
  readonly date: string;
  readonly windows: readonly WindowRow[];
}

export interface DaypartRow {
  readonly weekdays: readonly number[];
  readonly windows: readonly WindowRow[];
  readonly exceptions: readonly ExceptionRow[];
}

export type RecurrenceRow =
  | { readonly kind: "rule"; readonly rrule: string }
  | {
      readonly kind: "lunar";
      readonly month: number | null;
      readonly day: number;
      readonly leapMonths: "skip" | "also";
      readonly offsetDays: number;
      readonly lengthDays: number;
    };

export type HoursRow =
  | { readonly kind: "always" }
  | { readonly kind: "own"; readonly daypart: Omit<DaypartRow, "exceptions"> }
  | { readonly kind: "named"; readonly daypartId: string }
  | { readonly kind: "operating" };

export type ClaimRow =
  | { readonly kind: "share"; readonly sharePpm: number }
  | { readonly kind: "showings"; readonly perHour: number }
  | { readonly kind: "pinned"; readonly atLocal: readonly string[]; readonly exact: boolean };

export interface ConditionRow {
  readonly field: string;
  readonly is: boolean;
  readonly values: readonly string[];
}

export interface EntryRow {
  readonly id: string;
  readonly layer: "base" | "campaign" | "takeover" | "override";
  readonly playlistId: string;
  readonly target: { readonly anyOf: readonly { readonly allOf: readonly ConditionRow[] }[] };
  readonly fromDate: string;
  readonly untilDate: string | null;
  readonly recurrence: RecurrenceRow | null;
  readonly hours: HoursRow;
  readonly exceptions: readonly ExceptionRow[];
  readonly claim: ClaimRow | null;
  readonly capPpm: number | null;
  readonly lock: "ministry" | "province" | null;
}

export interface ItemRow {
  readonly airingSha256: string;
  readonly language: string;
  readonly durationMs: number;
  readonly notBeforeMs: number | null;
  readonly notAfterMs: number | null;
  /** null: everywhere. */
  readonly siteIds: readonly string[] | null;
}

export interface HoursInForce {
  readonly fromDate: string;
  readonly hours: {
    readonly weekly: readonly (readonly WindowRow[])[];
    readonly publicHolidays: readonly WindowRow[] | null;
    readonly exceptions: readonly ExceptionRow[];
  };
}

export interface ScreenRow {
  readonly screenId: string;
  readonly clusterId: string;
  readonly siteId: string;
  readonly timeZone: string;
  readonly tags: readonly string[];
  readonly siteKind: string | null;
  readonly province: string | null;
  readonly neighbour: string | null;
  readonly hours: readonly HoursInForce[];
  /** Languages with their shares; empty: every language. */
  readonly mix: readonly { readonly language: string; readonly sharePpm: number }[];
}

export interface HolidayRow {
  readonly calendar: "solar" | "lunar";
  readonly month: number;
  readonly day: number;
  readonly durationDays: number;
}
