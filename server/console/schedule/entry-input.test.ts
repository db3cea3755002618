import fc from "fast-check";
import { expect, it } from "vitest";
import { ScheduleEntryInput } from "../../../schemas/schedule.ts";
import { formOf } from "../form-input.ts";
import { formOfEntry, formOfNewEntry } from "./entry-form.ts";
import { readEntryForm } from "./entry-input.ts";

const TODAY = "2026-11-22";
const PLAYLIST = "01890000-0000-7000-8000-000000000001";
const SITE = "01890000-0000-7000-8000-000000000002";
const SCREEN = "01890000-0000-7000-8000-000000000003";

const night = {
  layer: "campaign",
  name: "Chợ phiên",
  claim: "share",
  share: "12,5",
  where: "some",
  neighbour: ["LA"],
  "neighbour-is": "yes",
  tag: ["sảnh chờ"],
  "tag-is": "no",
  fromDate: "T2 23/11/2026",
  untilDate: "",
  reviewDate: "23/05/2027",
  repeat: "weekly",
  weekday: ["0"],
  everyWeeks: "2",
  hours: "own",
  fromTime: ["22:00", ""],
  untilTime: ["6", ""],
  exDate: ["01/01/2027", "", "15/02/2027"],
  exKind: ["closed", "closed", "hours"],
  exHours: ["", "", "20:00–23:00"],
  exNote: ["Tết Dương lịch", "", ""],
  cap: "20",
  spacing: "1,5",
  order: "listed",
};

it("a weekly night without end, with dates apart, is read whole", () => {
  const { draft, reader } = readEntryForm(formOf(night), TODAY);
  expect(reader.problems).toEqual([]);
  expect(draft).toEqual({
    name: "Chợ phiên",
    layer: "campaign",
    target: {
      anyOf: [
        {
          allOf: [
            { field: "neighbour", is: true, values: ["LA"] },
            { field: "tag", is: false, values: ["sảnh chờ"] },
          ],
        },
      ],
    },
    fromDate: "2026-11-23",
    untilDate: null,
    reviewDate: "2027-05-23",
    recurrence: { kind: "rule", rrule: "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO" },
    hours: {
      kind: "own",
      daypart: { weekdays: [0, 1, 2, 3, 4, 5, 6], windows: [{ fromLocal: "22:00", untilLocal: "06:00" }] },
    },
    exceptions: [
      { date: "2027-01-01", windows: [], note: "Tết Dương lịch" },
      { date: "2027-02-15", windows: [{ fromLocal: "20:00", untilLocal: "23:00" }], note: "" },
    ],
    claim: { kind: "share", sharePpm: 125_000 },
    capPpm: 200_000,
    spacingMs: 90_000,
    order: "listed",
    lock: null,
  });
});

it("every mistake is told at its own field, and all of them at once", () => {
  const { draft, reader } = readEntryForm(
    formOf({
      ...night,
      name: "",
      fromDate: "31/02/2027",
      share: "0",
      weekday: [],
      untilTime: ["22:00", ""],
      exHours: ["", "", ""],
      tag: [],
      neighbour: [],
    }),
    TODAY,
  );
  expect(draft).toBeNull();
  const fields = reader.problems.map(({ field }) => field);
  for (const field of ["name", "fromDate", "share", "weekday", "fromTime", "exDate", "where"]) {
    expect(fields, field).toContain(field);
  }
});

it("without a name the rest can be drawn already; without readable hours nothing is", () => {
  expect(readEntryForm(formOf({ ...night, name: "" }), TODAY).shown?.fromDate).toBe("2026-11-23");
  expect(readEntryForm(formOf({ ...night, untilTime: ["xx", ""] }), TODAY).shown).toBeNull();
});

it("rules between fields are told at the field to change", () => {
  const told = (change: Record<string, string | string[]>) =>
    readEntryForm(formOf({ ...night, ...change }), TODAY).reader.problems.map(({ field, key }) => [field, key]);
  expect(told({ untilDate: "01/11/2026" })).toEqual([["untilDate", "schedule.rule.ends-before-start"]]);
  expect(told({ cap: "5" })).toEqual([["cap", "schedule.rule.cap-under-share"]]);
  expect(told({ lock: "province" })).toEqual([["where", "schedule.rule.lock-target"]]);
  expect(told({ repeat: "rule", rrule: "FREQ=HOURLY" })).toEqual([["rrule", "schedule.recurrence.too-often"]]);
  expect(told({ repeat: "yearly", yearDay: "30/2" })).toEqual([["yearDay", "entry-form.bad-year-day"]]);
  expect(told({ where: "written", written: "site-kind is moon" })).toEqual([
    ["written", "entry-form.written-site-kind"],
  ]);
});

it("a section has its own times: hours left in the form from before do not count", () => {
  const { draft } = readEntryForm(formOf({ ...night, claim: "pinned", pinnedAt: "9h, 15:00", cap: "" }), TODAY);
  expect(draft?.hours).toEqual({ kind: "always" });
  expect(draft?.claim).toEqual({ kind: "pinned", atLocal: ["09:00", "15:00"], exact: false });
});

it("a new entry's form is an entry but for its name, from today without end", () => {
  const { reader, shown } = readEntryForm(formOfNewEntry({ layer: "takeover", screenId: SCREEN }, TODAY), TODAY);
  expect(reader.problems.map(({ field }) => field)).toEqual(["name"]);
  expect(shown).toMatchObject({ layer: "takeover", fromDate: TODAY, untilDate: null, claim: null });
});

const window = fc.constantFrom("07:00", "08:30", "22:00").map((from) => ({ fromLocal: from, untilLocal: "06:00" }));
const weekdays = fc.subarray([0, 1, 2, 3, 4, 5, 6], { minLength: 1 });
const hours = fc.oneof(
  fc.constant({ kind: "always" }),
  fc.constant({ kind: "operating" }),
  fc.record({ kind: fc.constant("named"), daypartId: fc.constant(SITE) }),
  fc.record({
    kind: fc.constant("own"),
    daypart: fc.record({ weekdays, windows: fc.array(window, { minLength: 1, maxLength: 1 }) }),
  }),
);
const RULES = ["FREQ=DAILY;INTERVAL=2", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "FREQ=MONTHLY;BYMONTHDAY=23,-1"];
const MORE_RULES = [
  "FREQ=MONTHLY;BYMONTHDAY=31",
  "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=2",
  "FREQ=MONTHLY;BYDAY=2MO;COUNT=9",
];
const recurrence = fc.oneof(
  fc.constant(null),
  fc.constantFrom(...RULES, ...MORE_RULES).map((rrule) => ({ kind: "rule", rrule })),
  fc.record({
    kind: fc.constant("lunar"),
    month: fc.constantFrom(null, 1, 3, 12),
    day: fc.constantFrom(-1, 1, 10, 15),
    leapMonths: fc.constantFrom("skip", "also"),
    offsetDays: fc.constantFrom(-7, 0, 2),
    lengthDays: fc.constantFrom(1, 5),
  }),
);
const condition = fc.constantFrom(
  { field: "site", is: true, values: [SITE] },
  { field: "screen", is: true, values: [SCREEN] },
  { field: "screen", is: false, values: [SCREEN] },
  { field: "neighbour", is: true, values: ["CN", "LA"] },
  { field: "tag", is: false, values: ["ngoài trời"] },
);
const target = fc
  .array(fc.array(condition, { maxLength: 3 }), { minLength: 1, maxLength: 3 })
  .map((anyOf) => ({ anyOf: anyOf.map((allOf) => ({ allOf })) }));
const claimed = fc.constantFrom(
  { layer: "base", claim: null },
  { layer: "takeover", claim: null },
  { layer: "campaign", claim: { kind: "share", sharePpm: 123_400 } },
  { layer: "campaign", claim: { kind: "showings", perHour: 4 } },
);

it("an entry shown in the form and saved untouched means the same as before", () => {
  fc.assert(
    fc.property(hours, recurrence, target, claimed, (ofDay, repeat, where, airtime) => {
      const entry = ScheduleEntryInput.parse({
        name: "Bất kỳ",
        playlistId: PLAYLIST,
        ...airtime,
        target: where,
        fromDate: "2026-11-23",
        untilDate: null,
        reviewDate: "2027-11-23",
        recurrence: repeat,
        hours: ofDay,
        exceptions: [{ date: "2027-01-01", windows: [], note: "" }],
        spacingMs: 90_000,
      });
      const { draft, reader } = readEntryForm(formOfEntry({ locale: "vi" }, entry, 1), TODAY);
      expect(reader.problems).toEqual([]);
      const saved = ScheduleEntryInput.parse({ ...draft, playlistId: PLAYLIST });
      expect(sortedTarget(saved)).toEqual(sortedTarget(weekdaysAsRule(entry)));
    }),
    { numRuns: 300, interruptAfterTimeLimit: 20_000 },
  );
});

/** Weekdays of own hours and a weekly rule are the same thing; the form keeps the rule. */
function weekdaysAsRule(entry: ScheduleEntryInput): ScheduleEntryInput {
  const { hours: ofDay, recurrence: repeat } = entry;
  if (ofDay.kind !== "own" || ofDay.daypart.weekdays.length === 7 || repeat !== null) return entry;
  const names = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
  return {
    ...entry,
    recurrence: { kind: "rule", rrule: `FREQ=WEEKLY;BYDAY=${ofDay.daypart.weekdays.map((day) => names[day]).join()}` },
    hours: { kind: "own", daypart: { ...ofDay.daypart, weekdays: [0, 1, 2, 3, 4, 5, 6] } },
  };
}

/** Conditions in any order, and alternatives in any order, are the same target. */
function sortedTarget(entry: ScheduleEntryInput): object {
  const anyOf = entry.target.anyOf.map(({ allOf }) =>
    allOf
      .map((one) => JSON.stringify(one))
      .sort()
      .join(" and "),
  );
  return { ...entry, target: anyOf.sort() };
}
