import { describe, expect, test } from "vitest";
import { onScreens } from "../../../schemas/rules/target-filter.ts";
import { addDays } from "../../../schemas/rules/zoned-time.ts";
import type { ScheduledEntry } from "../../../schemas/schedule.ts";
import { DAY_MS, edition, entry, FROM, idOf, inputOf, SITE, start } from "../../../tests/support/compile-input.ts";
import type { ApprovedEdition } from "../manifests/compile-input.ts";
import { lintEntries } from "./lint-entries.ts";

const nowMs = start + 9 * 3_600_000;

function kindsOf(changes: Partial<ScheduledEntry>, editions: readonly ApprovedEdition[] = [edition(1)]): string[] {
  const input = inputOf([{ entry: entry(1, changes), editions }]);
  return lintEntries({ sources: input, expired: new Set() }, [input.screen], nowMs).map(({ kind }) => kind);
}

const closed = (date: string) => ({ date, windows: [], note: "" });
const own = (fromLocal: string, untilLocal: string, weekdays = [0, 1, 2, 3, 4, 5, 6]) => ({
  kind: "own" as const,
  daypart: { weekdays, windows: [{ fromLocal, untilLocal }] },
});

describe("what stands against an entry itself", () => {
  test("nothing, for one that is on the air", () => {
    expect(kindsOf({})).toEqual([]);
  });

  test("it reaches no screen", () => {
    expect(kindsOf({ target: onScreens([idOf(5)]) })).toEqual(["reaches-no-screen"]);
  });

  test("its dates have passed; a night that still runs is not over", () => {
    const yesterday = { untilDate: addDays(FROM, -1) };
    expect(kindsOf({ ...yesterday })).toEqual(["ended"]);
    expect(kindsOf({ ...yesterday, hours: own("22:00", "10:00") })).toEqual([]);
    expect(kindsOf({ ...yesterday, hours: own("22:00", "08:00") })).toEqual(["ended"]);
  });

  test("its rule, hours and exceptions leave it no moment", () => {
    expect(kindsOf({ fromDate: FROM, untilDate: FROM, exceptions: [closed(FROM)] })).toEqual(["never-open"]);
    const rrule = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30";
    expect(kindsOf({ recurrence: { kind: "rule", rrule } })).toEqual(["never-open"]);
    expect(kindsOf({ hours: { kind: "named", daypartId: idOf(44) } })).toEqual(["never-open"]);
  });

  test("once a year is enough to be open, and a first date far ahead too", () => {
    const rrule = "FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=10";
    expect(kindsOf({ recurrence: { kind: "rule", rrule } })).toEqual([]);
    expect(kindsOf({ fromDate: "2028-02-03" })).toEqual([]);
  });

  test("its playlist is empty, waits whole, or waits in part", () => {
    expect(kindsOf({}, [])).toEqual(["empty-playlist"]);
    const input = inputOf([{ entry: entry(1), editions: [edition(1), edition(2)] }]);
    const [first, second] = Object.keys(input.editions);
    const lint = (editions: typeof input.editions, expired: ReadonlySet<string> = new Set()) =>
      lintEntries({ sources: { ...input, editions }, expired }, [input.screen], nowMs);
    expect(lint({})).toEqual([{ kind: "nothing-approved", entryId: idOf(1) }]);
    expect(lint({}, new Set([first ?? ""]))).toEqual([{ kind: "all-expired", entryId: idOf(1) }]);
    expect(lint({ [first ?? ""]: input.editions[first ?? ""] ?? [], [second ?? ""]: [] })).toEqual([
      { kind: "partly-approved", entryId: idOf(1), waiting: 1, of: 2 },
    ]);
  });

  test("what is approved for other sites alone is not approved here", () => {
    expect(kindsOf({}, [edition(1, { siteIds: [idOf(77)] })])).toEqual(["nothing-approved"]);
    expect(kindsOf({}, [edition(1, { siteIds: [SITE] })])).toEqual([]);
  });

  test("all of it has expired before it is next open", () => {
    const soon = edition(1, { notAfterMs: nowMs + DAY_MS });
    expect(kindsOf({}, [soon])).toEqual([]);
    expect(kindsOf({ fromDate: addDays(FROM, 3) }, [soon])).toEqual(["all-expired"]);
    expect(kindsOf({ fromDate: addDays(FROM, 3) }, [soon, edition(2)])).toEqual([]);
  });

  test("somebody should have looked at it again", () => {
    expect(kindsOf({ reviewDate: FROM })).toEqual(["review-due"]);
    expect(kindsOf({ reviewDate: addDays(FROM, 1) })).toEqual([]);
  });
});
