import { expect, it } from "vitest";
import { lookUpInstants } from "../../../schemas/rules/daypart-windows.ts";
import { type MessageKey, type MessageParameters, text } from "../../messages/catalogue.ts";
import { formOf } from "../form-input.ts";
import { readEntryForm } from "./entry-input.ts";
import { entryOutlook } from "./entry-outlook.ts";
import { placesOf } from "./entry-places.ts";
import { entrySentence } from "./entry-sentence.ts";

const ZONE = "Asia/Ho_Chi_Minh";
const view = (locale: "vi" | "en") => ({
  locale,
  nowMs: Date.UTC(2026, 10, 22, 3),
  t: (key: MessageKey, parameters?: MessageParameters) => text(locale, key, parameters),
});

function sentence(locale: "vi" | "en", change: Record<string, string | string[]>): string {
  const { draft, reader } = readEntryForm(
    formOf({ name: "x", layer: "base", fromDate: "23/11/2026", reviewDate: "23/05/2027", ...change }),
    "2026-11-22",
  );
  expect(reader.problems).toEqual([]);
  return draft === null
    ? ""
    : entrySentence(view(locale), draft, ZONE, [{ id: change.daypart as string, name: "Ca đêm" }]);
}

const night = {
  repeat: "weekly",
  weekday: ["0"],
  everyWeeks: "2",
  hours: "own",
  fromTime: ["22:00"],
  untilTime: ["06:00"],
};

it("a night every second Monday without end is said in one sentence, the next day and the zone named", () => {
  expect(sentence("en", night)).toBe(
    "Fills free time: every second Monday, 22:00–06:00 next day, Viet Nam time, from 23/11/2026 without end; review on 23/05/2027.",
  );
  expect(sentence("vi", night)).toBe(
    "Lấp lúc trống: thứ Hai cách tuần, 22:00–06:00 hôm sau, giờ Việt Nam, từ 23/11/2026, không hạn; xem lại ngày 23/05/2027.",
  );
});

it("each kind of recurrence, hours and claim has words of its own", () => {
  const ended = { untilDate: "31/01/2027" };
  const until = "from 23/11/2026 to the end of 31/01/2027";
  expect(sentence("en", { ...ended, repeat: "daily", everyDays: "2" })).toBe(
    `Fills free time: every 2 days, all day, Viet Nam time, ${until}.`,
  );
  expect(sentence("en", { ...ended, repeat: "monthly", monthDays: "23", monthLast: "yes", hours: "operating" })).toBe(
    `Fills free time: day 23, the last of each month, in the site's operating hours, Viet Nam time, ${until}.`,
  );
  const tet = {
    layer: "takeover",
    repeat: "lunar",
    lunar: "tet",
    lunarOffset: "-7",
    lunarLength: "12",
    hours: "named",
  };
  expect(sentence("en", { ...tet, daypart: "01890000-0000-7000-8000-000000000001" })).toBe(
    "Alone on the glass: Lunar New Year (Tết), from 7 days before, for 12 days, in “Ca đêm”, Viet Nam time, from 23/11/2026 without end; review on 23/05/2027.",
  );
  const section = { layer: "campaign", claim: "pinned", pinnedAt: "9:00, 15:00", exact: "yes" };
  expect(sentence("en", { ...ended, ...section })).toBe(
    `The whole playlist, in its order: every day, beginning at 09:00, 15:00 sharp, Viet Nam time, ${until}.`,
  );
  const apart = { exDate: ["01/01/2027", "02/01/2027"], exKind: ["closed", "hours"], exHours: ["", "8-11"] };
  expect(sentence("en", { ...ended, layer: "campaign", share: "12,5", ...apart, exNote: ["", ""] })).toBe(
    `Asks for 12.5 % of airtime: every day, all day, Viet Nam time, ${until}; except Fri 01/01/2027; other hours on 1 dates.`,
  );
});

it("the outlook draws a night in the row of the day it starts on and names the next five dates", () => {
  const form = formOf({
    name: "x",
    layer: "base",
    fromDate: "23/11/2026",
    ...night,
    exDate: ["07/12/2026"],
    exKind: ["closed"],
  });
  const { draft } = readEntryForm(form, "2026-11-22");
  const place = {
    timeZone: ZONE,
    hours: [],
    publicHolidays: new Set<string>(),
    dayparts: new Map(),
    at: lookUpInstants(ZONE),
  };
  const outlook =
    draft === null
      ? null
      : entryOutlook({
          draft,
          entryId: null,
          others: [],
          places: placesOf(view("vi"), [], new Map()),
          timeOf: () => place,
          today: "2026-11-22",
        });
  expect(outlook?.nextDates).toEqual(["2026-11-23", "2026-12-21", "2027-01-04", "2027-01-18", "2027-02-01"]);
  expect(outlook?.week[0]).toEqual({ date: "2026-11-23", bars: [[1_320, 1_800]], isException: false });
  expect(outlook?.week.slice(1).every(({ bars }) => bars.length === 0)).toBe(true);
});
