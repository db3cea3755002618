import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { addScreen } from "../../../tests/support/screen-factory.ts";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import type { ServiceContext } from "../../context.ts";
import { listCompileScreens } from "../manifests/gather-sources.ts";
import { changeLanguageMix } from "./change-language-mix.ts";
import { changeTags } from "./change-tags.ts";
import { createSite } from "./create-site.ts";
import { equalMix } from "./equal-mix.ts";
import { getSite } from "./list-sites.ts";
import { listTags } from "./list-tags.ts";
import { listOperatingHours, setOperatingHours } from "./operating-hours.ts";

let house: TestContext;
let editor: ServiceContext;
let siteId: string;
let screenId: string;
let hints: unknown[];

beforeAll(async () => {
  house = await createTestContext();
  editor = await house.asPerson(["editor"]);
  house.ctx.bus.watch("place-changed", (hint) => hints.push(hint));
});
afterAll(() => house.close());
beforeEach(async () => {
  hints = [];
  ({ siteId, screenId } = await addScreen(house.ctx, { languages: ["vi", "lo"] }));
});

const window = (fromLocal: string, untilLocal: string) => ({ fromLocal, untilLocal });
const share = (language: string, sharePpm: number, minimumPpm = 0) => ({ language, sharePpm, minimumPpm });
const HOURS = {
  weekly: [...Array.from({ length: 6 }, () => [window("07:00", "22:00")]), [window("22:00", "02:00")]],
  publicHolidays: [window("08:00", "17:00")],
  exceptions: [
    { date: "2026-12-31", windows: [window("07:00", "24:00")], note: "Đêm giao thừa dương lịch" },
    { date: "2026-12-24", windows: [], note: "Đóng để kiểm tra" },
  ],
};

describe("operating hours", () => {
  test("with holiday and exceptions are stored and read back, by date, and what was set can be taken back", async () => {
    expect(await listOperatingHours(editor, { siteId })).toEqual([]);
    const later = { ...HOURS, publicHolidays: null, exceptions: [] };
    await setOperatingHours(editor, { siteId, fromDate: "2027-01-01", hours: later });
    const { hours } = await setOperatingHours(editor, { siteId, fromDate: "2026-11-01", hours: HOURS });
    const [first, second] = HOURS.exceptions;
    const stored = { fromDate: "2026-11-01", hours: { ...HOURS, exceptions: [second, first] } };
    expect(hours).toMatchObject([stored, { fromDate: "2027-01-01", hours: later }]);
    expect((await listCompileScreens(house.ctx, [screenId]))[0]?.hours).toEqual([
      stored,
      { fromDate: "2027-01-01", hours: later },
    ]);
    await setOperatingHours(editor, { siteId, fromDate: "2026-11-01", hours: later });
    await setOperatingHours(editor, { siteId, fromDate: "2027-01-01", hours: null });
    await setOperatingHours(editor, { siteId, fromDate: "2027-01-01", hours: null });
    expect(await listOperatingHours(editor, { siteId })).toMatchObject([{ fromDate: "2026-11-01", hours: later }]);
    expect(hints).toContainEqual({ siteId });
  });

  test("without length, with two exceptions of a date, or with a week of six days are refused with the reason", async () => {
    const refused = (hours: unknown, fromDate = "2026-11-01") =>
      setOperatingHours(editor, { siteId, fromDate, hours }).catch((error: Error) => error);
    const flat = HOURS.weekly.map(() => [window("07:00", "07:00")]);
    expect(await refused({ ...HOURS, weekly: flat })).toMatchObject({
      messageKey: "schedule.rule.window-without-length",
    });
    const twice = [HOURS.exceptions[0], HOURS.exceptions[0]];
    expect(await refused({ ...HOURS, exceptions: twice })).toMatchObject({
      messageKey: "schedule.rule.two-exceptions",
    });
    expect(await refused({ ...HOURS, weekly: HOURS.weekly.slice(1) })).toMatchObject({ messageKey: "sites.bad-hours" });
    expect(await refused(HOURS, "2026-02-30")).toMatchObject({ messageKey: "sites.bad-hours" });
    const approver = await house.asPerson(["approver"]);
    const taken = setOperatingHours(approver, { siteId, fromDate: "2026-11-01", hours: HOURS });
    await expect(taken).rejects.toMatchObject({ code: "not-allowed" });
    expect(await listOperatingHours(editor, { siteId })).toEqual([]);
    expect(hints).toEqual([]);
  });
});

describe("the language mix", () => {
  test("is kept heaviest first; one that is not a whole, or wrong in itself, is refused with the reason", async () => {
    const mix = [share("en", 200_000, 100_000), share("vi", 500_000), share("lo", 300_000)];
    await changeLanguageMix(editor, { siteId, mix });
    const site = await getSite(editor, { siteId });
    expect(site.languages).toEqual(["vi", "lo", "en"]);
    expect(site.mix).toEqual([mix[1], mix[2], mix[0]]);
    const refused = (wrong: unknown) =>
      changeLanguageMix(editor, { siteId, mix: wrong }).catch((error: Error) => error);
    expect(await refused([share("vi", 500_000), share("en", 250_000)])).toMatchObject({
      code: "bad-input",
      messageKey: "sites.mix-not-whole",
      parameters: { sum: "75" },
    });
    expect(await refused([share("vi", 500_000), share("vi", 500_000)])).toMatchObject({
      messageKey: "sites.mix-language-twice",
    });
    expect(await refused([share("vi", 400_000, 500_000), share("en", 600_000)])).toMatchObject({
      messageKey: "sites.mix-minimum-above-share",
      parameters: { language: "vi", minimum: "50", share: "40" },
    });
    expect(await refused([share("qq", 1_000_000)])).toMatchObject({ messageKey: "sites.mix-language-unknown" });
    expect(await refused([])).toMatchObject({ code: "bad-input" });
    expect((await getSite(editor, { siteId })).mix).toEqual(site.mix);
  });

  test("is not changed from a site that somebody changed meanwhile", async () => {
    const { updatedAtMs: expectedUpdatedAtMs } = await getSite(editor, { siteId });
    await changeLanguageMix(editor, { siteId, mix: equalMix(["vi", "en"]), expectedUpdatedAtMs });
    const stale = changeLanguageMix(editor, { siteId, mix: equalMix(["vi"]), expectedUpdatedAtMs });
    await expect(stale).rejects.toMatchObject({ code: "conflict" });
  });

  test("begins with the gate's languages in a mix that makes a whole, Vietnamese first", async () => {
    const made = await createSite(house.ctx, { gateId: "bo-y" });
    const { mix, languages } = await getSite(editor, made);
    expect(mix.reduce((sum, { sharePpm }) => sum + sharePpm, 0)).toBe(1_000_000);
    expect(languages[0]).toBe("vi");
    expect(mix.every(({ minimumPpm }) => minimumPpm > 0)).toBe(true);
  });
});

describe("labels", () => {
  test("of screen and site reach the screen's facts, sorted, in their stored form, and are counted", async () => {
    expect(await changeTags(editor, { screenId, tags: ["Sảnh  Chờ", "sảnh chờ", "a1"] })).toMatchObject({
      tags: ["a1", "sảnh chờ"],
    });
    await changeTags(editor, { siteId, tags: ["phía bắc"] });
    expect((await listCompileScreens(house.ctx, [screenId]))[0]?.facts.tags).toEqual(["a1", "phía bắc", "sảnh chờ"]);
    expect(await listTags(editor)).toContainEqual({ tag: "phía bắc", screens: 1 });
    for (const tag of ["", "!", "x".repeat(41)]) {
      await expect(changeTags(editor, { screenId, tags: [tag] })).rejects.toMatchObject({
        messageKey: "sites.bad-tags",
      });
    }
    expect(hints).toEqual([{ screenId }, { siteId }]);
  });
});
