import { describe, expect, test } from "vitest";
import { slotAt } from "../../../schemas/rules/slot-at.ts";
import type { ScheduledEntry } from "../../../schemas/schedule.ts";
import {
  edition,
  entry,
  FROM,
  idOf,
  inputOf,
  SCREEN,
  SITE,
  start,
  ZONE,
} from "../../../tests/support/compile-input.ts";
import { planScreen } from "../manifests/plan-screen.ts";
import { type ExplainedLayer, explainAt, type LayerLine } from "./explain-at.ts";
import { explainWords } from "./explain-words.ts";
import { placeTime } from "./read-plans.ts";

const at = (clock: string, date = FROM) => Date.parse(`${date}T${clock}+07:00`);
const own = (fromLocal: string, untilLocal: string): ScheduledEntry["hours"] => ({
  kind: "own",
  daypart: { weekdays: [0, 1, 2, 3, 4, 5, 6], windows: [{ fromLocal, untilLocal }] },
});
const share = (sharePpm: number) => ({ kind: "share" as const, sharePpm });
/** The same in both languages of the place. */
const spoken = (number: number) =>
  (["vi", "lo"] as const).map((language, index) =>
    edition(number * 10 + index, { language, durationMs: 20_000, editionVersionId: idOf(10_000 + number) }),
  );
const expired = edition(70, { notAfterMs: start + 60_000 });

const parts = [
  { entry: entry(1, { name: "Nền cửa khẩu" }), editions: [...spoken(1), ...spoken(2)] },
  {
    entry: entry(2, { name: "Thủ tục nhanh", layer: "campaign", claim: share(350_000), hours: own("08:00", "17:00") }),
    editions: spoken(3),
  },
  {
    entry: entry(3, { name: "Suất quốc gia", layer: "campaign", claim: share(66_667), lock: "ministry" }),
    editions: spoken(4),
  },
  { entry: entry(4, { name: "Diễn tập", layer: "takeover", hours: own("16:00", "16:30") }), editions: spoken(5) },
  { entry: entry(5, { name: "Đêm", hours: own("22:00", "05:00") }), editions: spoken(6) },
  { entry: entry(6, { name: "Mưa lớn", layer: "campaign", claim: share(200_000) }), editions: [edition(60)] },
  { entry: entry(7, { name: "Tin cũ" }), editions: [expired] },
  { entry: entry(8, { name: "Tết", fromDate: "2027-02-03", untilDate: "2027-02-10" }), editions: spoken(1) },
  { entry: entry(9, { name: "Hết hạn", fromDate: "2026-01-01", untilDate: "2026-03-01" }), editions: spoken(1) },
  {
    entry: entry(10, {
      name: "Chuyên mục",
      layer: "campaign",
      claim: { kind: "pinned", atLocal: ["12:00"], exact: true },
    }),
    editions: spoken(7),
  },
] as const;

const plain = inputOf(parts, 30);
const input = {
  ...plain,
  // Nobody has approved what entry 6 would show.
  editions: { ...plain.editions, [edition(60).editionVersionId]: [] },
  screen: {
    ...plain.screen,
    languages: [
      { language: "vi", sharePpm: 600_000, minimumPpm: 0 },
      { language: "lo", sharePpm: 400_000, minimumPpm: 0 },
    ],
  },
};
const plan = planScreen(input);
const place = placeTime(input.screen, input);
const explain = (atMs: number) =>
  explainAt({ plan, manifest: plan.manifest, sources: input, expired: new Set(), place }, atMs);

type Layers = { readonly layers: readonly LayerLine[] };

function layerOf({ layers }: Layers, layer: ExplainedLayer): LayerLine {
  const line = layers.find((one) => one.layer === layer);
  if (line === undefined) throw new Error(`There is no line for ${layer}.`);
  return line;
}

function entryOf(explained: Layers, layer: ExplainedLayer, name: string) {
  const line = layerOf(explained, layer).entries.find((one) => one.name === name);
  if (line === undefined) throw new Error(`${name} is not told.`);
  return line;
}

function wordsOf(locale: "vi" | "en", atMs: number) {
  return explainWords(locale, {
    ...explain(atMs),
    place: {
      screenId: SCREEN,
      screenName: "Màn 1",
      siteId: SITE,
      siteNames: { vi: "Cửa khẩu", en: "Gate" },
      timeZone: ZONE,
      siteScreens: 1,
    },
    atMs,
    nowMs: start,
    draft: false,
    revision: null,
    airing: null,
    entryNames: Object.fromEntries(parts.map((part) => [part.entry.id, part.entry.name])),
    languageNames: [
      { language: "vi", nameVi: "Tiếng Việt", nameEn: "Vietnamese" },
      { language: "lo", nameVi: "Tiếng Lào", nameEn: "Lao" },
    ],
  });
}

describe("why a screen shows what it shows", () => {
  test("what is on the glass is what the player's own rule gives, at any instant", () => {
    for (let atMs = start; atMs < start + 86_400_000; atMs += 1_234_567) {
      const { glass, entryId, layers } = explain(atMs);
      expect(glass).toEqual(slotAt(plan.manifest, atMs));
      const on = layers.flatMap(({ entries }) => entries.filter(({ standing }) => standing.kind === "on-glass"));
      expect(on.map((line) => line.entryId)).toEqual(entryId === null ? [] : [entryId]);
    }
  });

  test("every layer has its line, and every entry that reaches the screen stands in one", () => {
    const explained = explain(at("09:32:00"));
    expect(explained.layers.map(({ layer }) => layer)).toEqual(["override", "takeover", "locked", "campaign", "base"]);
    expect(explained.layers.flatMap(({ entries }) => entries)).toHaveLength(parts.length);
    expect(layerOf(explained, "override")).toEqual({ layer: "override", entries: [], next: null });
    expect(layerOf(explained, "takeover").next).toMatchObject({ name: "Diễn tập", atMs: at("16:00:00") });
    const onAir = explained.layers.flatMap(({ entries }) => entries.filter((line) => line.share !== null));
    expect(onAir.map(({ name }) => name).sort()).toEqual(["Nền cửa khẩu", "Suất quốc gia", "Thủ tục nhanh"]);
  });

  test("each that is not on the air has its own reason, and the time at which that ends", () => {
    const explained = explain(at("09:32:00"));
    const standing = (layer: ExplainedLayer, name: string) => entryOf(explained, layer, name).standing;
    expect(standing("campaign", "Mưa lớn")).toEqual({ kind: "nothing-approved" });
    expect(standing("base", "Tin cũ")).toEqual({ kind: "expired" });
    expect(standing("base", "Đêm")).toEqual({ kind: "not-open", nextOpenAtMs: at("22:00:00") });
    expect(standing("base", "Hết hạn")).toEqual({ kind: "ended", untilDate: "2026-03-01" });
    expect(standing("campaign", "Chuyên mục")).toEqual({ kind: "waits", nextAtMs: at("12:00:00") });
    const nextOpenAtMs = at("00:00:00", "2027-02-03");
    expect(standing("base", "Tết")).toEqual({ kind: "not-begun", fromDate: "2027-02-03", nextOpenAtMs });
  });

  test("a locked share is told with its next showing and its showings of this clock hour", () => {
    const { hour } = entryOf(explain(at("09:32:00")), "locked", "Suất quốc gia");
    expect(hour?.wanted).toBe(12);
    expect(Math.abs((hour?.showings ?? 0) - 12)).toBeLessThanOrEqual(1);
    const next = slotAt(plan.manifest, hour?.nextAtMs ?? 0);
    expect(next).toMatchObject({ kind: "item", entryId: idOf(3), startedAtMs: hour?.nextAtMs });
  });

  test("how far the entries are from their shares adds up to nothing, and stays small", () => {
    for (let atMs = at("08:30:00"); atMs < at("11:30:00"); atMs += 617_000) {
      const deviations = explain(atMs).layers.flatMap(({ entries }) =>
        entries.flatMap((line) => (line.share === null ? [] : [line.share.deviationMs])),
      );
      expect(Math.abs(deviations.reduce((sum, ms) => sum + ms, 0))).toBeLessThanOrEqual(deviations.length);
      for (const ms of deviations) expect(Math.abs(ms)).toBeLessThanOrEqual(1.75 * 20_000);
    }
  });

  test("what a takeover covers is told with the taker and until when; the locked share stays on", () => {
    const explained = explain(at("16:10:00"));
    expect(explained.layer).toBe("takeover");
    expect(entryOf(explained, "base", "Nền cửa khẩu").standing).toEqual({
      kind: "covered",
      byEntryId: idOf(4),
      byLayer: "takeover",
      untilMs: at("16:30:00"),
    });
    expect(entryOf(explained, "locked", "Suất quốc gia").share).not.toBeNull();
  });

  test("the languages of this clock hour stand beside what the place wants", () => {
    const { languages, hourFromMs, hourToMs } = explain(at("09:32:00"));
    expect([hourFromMs, hourToMs]).toEqual([at("09:00:00"), at("10:00:00")]);
    expect(languages.map(({ language, wantedPpm }) => [language, wantedPpm])).toEqual([
      ["vi", 600_000],
      ["lo", 400_000],
    ]);
    for (const { heldPpm, wantedPpm } of languages) expect(Math.abs(heldPpm - (wantedPpm ?? 0))).toBeLessThan(20_000);
  });

  test("outside the days of the plan only the glass is told, and nothing is made up", () => {
    const explained = explain(plan.untilMs + 5 * 3_600_000);
    expect(explained.glass.kind).toBe("item");
    expect(explained.layers.every(({ entries, next }) => entries.length === 0 && next === null)).toBe(true);
    expect(explained.holdsUntilMs).toBeNull();
  });
});

describe("the same in words", () => {
  test("both languages hold every figure, in the gate's own time, and each layer at least one line", () => {
    for (const clock of ["00:30:00", "09:32:00", "12:00:10", "16:10:00", "23:00:00"]) {
      for (const locale of ["vi", "en"] as const) {
        const { layers, languages } = wordsOf(locale, at(clock));
        const all = [...layers.flatMap(({ title, lines }) => [title, ...lines]), ...languages];
        expect(all.join("\n")).not.toMatch(/[{}]|undefined|NaN/);
        expect(layers.every(({ lines }) => lines.length > 0)).toBe(true);
      }
    }
  });

  test("an operator reads who is on, who waits until when, and who lost why", () => {
    const linesAt = (clock: string, layer: string) =>
      wordsOf("vi", at(clock))
        .layers.find((one) => one.layer === layer)
        ?.lines.join("; ");
    expect(linesAt("09:32:00", "override")).toBe("không có");
    expect(linesAt("09:32:00", "takeover")).toBe("không có đến 16:00: Diễn tập");
    expect(linesAt("09:32:00", "locked")).toMatch(
      /^Suất quốc gia: (kế tiếp 09:\d\d:\d\d, |đang phát, )1[123]\/12 lượt giờ này$/,
    );
    expect(linesAt("09:32:00", "campaign")).toContain("Mưa lớn: chưa có nội dung nào được duyệt cho nơi này");
    expect(linesAt("16:10:00", "base")).toContain("Nền cửa khẩu: bị “Diễn tập” (chiếm sóng) che đến 16:30");
    expect(linesAt("12:00:10", "campaign")).toContain("Chuyên mục: chuyên mục hẹn lúc 12:00, phát trọn danh sách");
    expect(wordsOf("vi", at("09:32:00")).languages[0]).toMatch(/^Tiếng Việt, giờ này đạt \d\d(,\d)? % \(đặt 60 %\)$/);
    expect(wordsOf("en", at("16:10:00")).layers.find(({ layer }) => layer === "takeover")?.lines[0]).toMatch(
      /^Diễn tập: (has the glass until 16:30, but for the locked shares|gives way this time, next at 16:1\d:\d\d)$/,
    );
  });

  test("the one on the glass is said to be short of its share, level with it, or over it for a reason", () => {
    const said = new Set<string>();
    for (let atMs = at("08:30:00"); atMs < at("11:30:00"); atMs += 140_000) {
      const [line = ""] = wordsOf("en", atMs).layers.flatMap(({ lines }) =>
        lines.filter((one) => /short of|level with|over its/.test(one)),
      );
      const kind = /(\d+ s) short of its ([\d.]+ %), so|level with its|\d+ s over its/.exec(line)?.[0];
      if (kind !== undefined) said.add(kind.replace(/[\d.]+/g, "n"));
    }
    expect([...said]).toContain("n s short of its n %, so");
  });
});
