import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { slotAt } from "../../schemas/rules/slot-at.ts";
import { onScreens, onSites } from "../../schemas/rules/target-filter.ts";
import { putEntry } from "../../tests/support/put-entry.ts";
import { addStory, createScheduleWorld, type ScheduleWorld } from "../../tests/support/schedule-world.ts";
import type { TestContext } from "../../tests/support/server-context.ts";
import { createApp } from "../app.ts";
import { withTransaction } from "../db/transaction.ts";
import { currentManifest } from "../services/manifests/current-manifest.ts";
import { openSession } from "../services/people/sessions.ts";
import { dayView } from "../services/schedule/day-view.ts";
import { diffSchedule } from "../services/schedule/diff-schedule.ts";
import { diffWords } from "../services/schedule/diff-words.ts";
import { explainScreen } from "../services/schedule/explain-screen.ts";
import { listScheduleProblems } from "../services/schedule/list-schedule-problems.ts";
import { previewAt } from "../services/schedule/preview-at.ts";
import { publishSchedule } from "../services/schedule/publish-schedule.ts";
import { changeLanguageMix } from "../services/sites/change-language-mix.ts";
import { DayShape, DiffShape, ExplanationShape, GlassShape, ProblemsShape } from "./explain-shapes.ts";

const TODAY = "2026-11-23";
const OWN = "http://console.test";
const weekdays = [0, 1, 2, 3, 4];
const nineToFive = { kind: "own", daypart: { weekdays, windows: [{ fromLocal: "09:00", untilLocal: "17:00" }] } };

let world: ScheduleWorld;
let house: TestContext;
let ask: (path: string, language?: string) => Promise<Response>;
let screenId: string;
let storyId: string;
let gate: { target: unknown; fromDate: string };

beforeAll(async () => {
  world = await createScheduleWorld(TODAY, "Asia/Ho_Chi_Minh");
  house = world.test;
  const { administrator, siteIds } = world;
  const editor = await house.asPerson(["ministry-editor"]);
  const app = createApp(house.ctx);
  const token = await withTransaction(house.ctx.db, (tx) => openSession(tx, editor.actor.personId, editor.now()));
  ask = async (path, language = "en") =>
    app.request(`${OWN}/api/v1${path}`, {
      headers: { Origin: OWN, Cookie: `cm_session=${token}; cm_lang=${language}` },
    });
  screenId = world.screenIds[0] ?? "";
  gate = { target: onSites([siteIds[0] ?? ""]), fromDate: "2026-11-01" };
  for (const [index, siteId] of siteIds.entries()) {
    const mix =
      index === 0
        ? ([
            ["vi", 700_000],
            ["zh-Hans", 300_000],
          ] as const)
        : ([["vi", 1_000_000]] as const);
    await changeLanguageMix(administrator, {
      siteId,
      mix: mix.map(([language, sharePpm]) => ({ language, sharePpm, minimumPpm: 0 })),
    });
  }
  storyId = await addStory(world, "Nền", [
    { language: "vi", seconds: 20 },
    { language: "zh-Hans", seconds: 20 },
  ]);
  await putEntry(editor, "Nền mọi nơi", [storyId], { fromDate: "2026-11-01" });
  await publishSchedule(editor);
});
afterAll(() => world.test.close());

describe("what publishing changes", () => {
  test("nothing, when nothing was changed", async () => {
    const diff = await diffSchedule(world.editor);
    expect(diff).toMatchObject({ screensChanged: 0, screensInUse: 4, firstChangeAtMs: null, groups: [] });
    expect(diffWords("en", diff).summary).toBe("Publishing now changes nothing on any screen.");
    world.test.clock.advance(86_400_000);
    expect((await diffSchedule(world.editor)).groups).toEqual([]);
    world.test.clock.advance(-86_400_000);
  });

  test("a language lost on weekdays is told in minutes an hour, once for both screens of the gate and for no other", async () => {
    const vietnamese = await addStory(world, "Chỉ tiếng Việt", [{ language: "vi", seconds: 20 }]);
    await putEntry(world.editor, "Chiến dịch tiếng Việt", [vietnamese], {
      ...gate,
      fromDate: "2026-11-30",
      layer: "campaign",
      claim: { kind: "share", sharePpm: 800_000 },
      hours: nineToFive,
    });
    const diff = await diffSchedule(world.editor);
    expect(diff).toMatchObject({ screensChanged: 2, screensInUse: 4 });
    expect(diff.firstChangeAtMs).toBeGreaterThanOrEqual(Date.parse("2026-11-30T09:00:00+07:00"));
    expect(diff.groups).toHaveLength(1);
    const [group] = diff.groups;
    expect(group?.screens.map(({ siteId }) => siteId)).toEqual([world.siteIds[0], world.siteIds[0]]);
    const chinese = group?.diff.airtime.find(({ subject }) => subject.kind === "language" && subject.language !== "vi");
    expect(chinese).toMatchObject({
      fromMinute: 540,
      untilMinute: 1_020,
      dates: { kind: "weekly", fromDate: "2026-11-30", untilDate: null, weekdays },
    });
    expect(((chinese?.afterMs ?? 0) - (chinese?.beforeMs ?? 0)) / 60_000).toBeCloseTo(-6, 0);
    const lines = diffWords("en", diff).groups.flatMap((one) => one.lines);
    expect(lines.find((line) => line.includes("Chinese"))).toMatch(
      /^\S.* loses [56](\.\d)? min\/h of Chinese \(Simplified\) 09:00–17:00, on Monday–Friday, from 30\/11\/2026$/,
    );
    expect(lines.join("\n")).not.toMatch(/[{}]|undefined|NaN/);
  });
});

describe("what stands against the schedule", () => {
  test("one line for all screens that have it alike, worst first, the same list every time", async () => {
    const { editor } = world;
    await putEntry(editor, "Không ai", [storyId], { ...gate, target: onScreens([screenId]), untilDate: "2026-11-02" });
    await putEntry(editor, "Trống", [], { fromDate: "2026-11-01" });
    const takeover = { ...gate, layer: "takeover", hours: nineToFive, untilDate: "2026-12-01" };
    await putEntry(editor, "Tập một", [storyId], takeover);
    await putEntry(editor, "Tập hai", [storyId], takeover);
    const lines = await listScheduleProblems(editor);
    const ranks = lines.map(({ severity }) => ["error", "warning", "note"].indexOf(severity));
    expect(ranks).toEqual(ranks.toSorted());
    expect(lines.filter(({ problem }) => problem.kind === "empty-playlist")).toHaveLength(1);
    expect(lines.filter(({ problem }) => problem.kind === "ended")).toHaveLength(1);
    const clashes = lines.filter(({ problem }) => problem.kind === "clash");
    expect(clashes.length).toBeGreaterThan(0);
    for (const { screens, entries } of clashes) {
      expect(screens).toHaveLength(2);
      expect(entries.map(({ name }) => name).sort()).toEqual(["Tập hai", "Tập một"]);
    }
    const missing = lines.filter(({ problem }) => problem.kind === "language-missing");
    expect(missing.map(({ entries }) => entries.map(({ name }) => name))).toEqual([["Chiến dịch tiếng Việt"]]);
    expect(missing[0]?.screens).toHaveLength(2);
    expect(await listScheduleProblems(editor)).toEqual(lines);
  });

  test("what a player cannot store, or its link not carry in a month, is told in bytes", async () => {
    const { ctx } = world.test;
    await ctx.db.updateTable("renditions").set({ size_bytes: 30_000_000_000 }).execute();
    const kinds = (await listScheduleProblems(world.editor)).map(({ problem }) => problem);
    expect(kinds).toContainEqual(expect.objectContaining({ kind: "store-full", storeBytes: 16_000_000_000 }));
    const link = kinds.find(({ kind }) => kind === "link-full");
    expect(link).toMatchObject({ monthlyBytes: 20_000_000_000, neededBytes: 30_000_000_000 });
    await ctx.db.insertInto("settings").values({ key: "link.monthly-bytes", value: "40000000000" }).execute();
    const after = (await listScheduleProblems(world.editor)).map(({ problem }) => problem.kind);
    expect(after).not.toContain("link-full");
    await ctx.db.updateTable("renditions").set({ size_bytes: 1_000 }).execute();
    expect((await listScheduleProblems(world.editor)).map(({ problem }) => problem.kind)).not.toContain("store-full");
  });
});

describe("over HTTP", () => {
  test("every answer has the shape that its route tells, in the reader's language", async () => {
    const shapes = [
      [`/screens/${screenId}/explain?at=${Date.parse("2026-11-23T10:00:00+07:00")}&draft=true`, ExplanationShape],
      [`/screens/${screenId}/explain`, ExplanationShape],
      [`/screens/${screenId}/glass?draft=true`, GlassShape],
      [`/schedule/day?date=2026-11-24&screens=${world.screenIds.join(",")}&draft=true`, DayShape],
      ["/schedule/problems", ProblemsShape],
      ["/schedule/diff", DiffShape],
    ] as const;
    for (const [path, shape] of shapes) {
      const response = await ask(path);
      const body: unknown = await response.json();
      expect(response.status, path).toBe(200);
      expect(shape.safeParse(body).error?.issues ?? [], path).toEqual([]);
    }
    const told = async (language: string) => JSON.stringify(await (await ask("/schedule/diff", language)).json());
    expect(await told("vi")).toContain("màn hình");
    expect(await told("en")).toContain("Changes 2 of 4 screens");
  });

  test("a day is told for the screens asked for, in their order, and for fifty at most", async () => {
    const [first = "", second = ""] = world.screenIds;
    const view = await dayView(world.editor, { screenIds: [second, first, second], date: TODAY, draft: false });
    expect(view.screens.map(({ place }) => place.screenId)).toEqual([second, first]);
    expect(JSON.stringify(view)).not.toContain("Tập một");
    const many = Array.from({ length: 51 }, (_, index) => `00000000-0000-7000-8000-${String(index).padStart(12, "0")}`);
    await expect(dayView(world.editor, { screenIds: many, date: TODAY, draft: false })).rejects.toMatchObject({
      code: "too-large",
    });
    expect((await ask("/schedule/day?date=2026-02-30")).status).toBe(422);
  });

  test("an instant or a date that no calendar here counts with is refused, and brings nothing down", async () => {
    for (const at of [8_640_000_000_000_000, 253_402_300_799_000]) {
      for (const what of ["explain", "glass"])
        expect((await ask(`/screens/${screenId}/${what}?at=${at}`)).status).toBe(422);
    }
    for (const date of ["0000-01-01", "9999-12-31"]) expect((await ask(`/schedule/day?date=${date}`)).status).toBe(422);
    expect((await ask(`/screens/${screenId}/explain?at=0`)).status).toBeLessThan(500);
    expect((await ask("/schedule/day?date=2026-12-31")).status).toBe(200);
  });

  test("an instant that is none, and a screen that is none, are refused", async () => {
    expect((await ask(`/screens/${screenId}/explain?at=-1`)).status).toBe(422);
    expect((await ask(`/screens/${screenId}/explain?at=abc`)).status).toBe(422);
    expect((await ask(`/screens/${screenId}/explain?draft=maybe`)).status).toBe(422);
    expect((await ask("/screens/00000000-0000-7000-8000-000000000000/glass")).status).toBe(404);
  });
});

describe("a screen at a chosen moment", () => {
  const at = (clock: string, date = TODAY) => Date.parse(`${date}T${clock}+07:00`);

  test("now and in its days is explained and drawn from the signed manifest, with a document for every item", async () => {
    const signed = await currentManifest(world.editor, screenId);
    if (signed === undefined) throw new Error("There is no manifest.");
    const atMs = at("10:00:00");
    const explained = await explainScreen(world.editor, { screenId, atMs, draft: false });
    expect(explained.glass).toEqual(slotAt(signed.manifest, atMs));
    expect(explained).toMatchObject({ revision: signed.manifest.revision, draft: false });
    expect(explained.airing).not.toBeNull();
    const { manifest, airings } = await previewAt(world.editor, { screenId, atMs, draft: false });
    expect(manifest).toEqual(signed.manifest);
    expect(manifest.items.filter(({ airingSha256 }) => airings[airingSha256] === undefined)).toEqual([]);
  });

  test("a draft is explained and drawn as if it were published, and only when asked for", async () => {
    const atMs = at("10:00:00");
    const draft = await explainScreen(world.editor, { screenId, atMs, draft: true });
    expect(draft).toMatchObject({ layer: "takeover", revision: null, draft: true });
    expect(draft.entryNames[draft.entryId ?? ""]).toMatch(/^Tập /);
    expect((await explainScreen(world.editor, { screenId, atMs, draft: false })).layer).toBe("base");
    const { manifest } = await previewAt(world.editor, { screenId, atMs, draft: true });
    expect(slotAt(manifest, atMs)).toEqual(draft.glass);
  });

  test("any day of the coming year lies within the days of the manifest it is drawn from", async () => {
    for (const draft of [false, true]) {
      for (const days of [89, 90, 365]) {
        const atMs = at("10:30:00") + days * 86_400_000;
        const { manifest } = await previewAt(world.editor, { screenId, atMs, draft });
        const isHeld = manifest.days.some(([fromMs, toMs]) => fromMs <= atMs && atMs < toMs);
        expect(isHeld, `${days} ${draft}`).toBe(true);
        expect(slotAt(manifest, atMs).kind).toBe("item");
      }
    }
    const far = await explainScreen(world.editor, { screenId, atMs: at("10:30:00", "2027-11-24"), draft: true });
    expect(far.entryNames[far.entryId ?? ""]).toMatch(/^(Chiến dịch tiếng Việt|Nền mọi nơi)$/);
    expect(far.layer).toBe("campaign");
  });

  test("nobody without a part in the schedule is told", async () => {
    const stranger = await house.asPerson([]);
    const input = { screenId, atMs: at("10:00:00"), draft: false };
    const tries = [
      explainScreen(stranger, input),
      previewAt(stranger, input),
      dayView(stranger, { date: TODAY, draft: false }),
      listScheduleProblems(stranger),
      diffSchedule(stranger),
    ];
    const refused = (await Promise.allSettled(tries)).map((one) =>
      one.status === "rejected" ? one.reason.code : "told",
    );
    expect(new Set(refused)).toEqual(new Set(["not-allowed"]));
  });

  test("the past is what the manifest then in force says, whatever was published since", async () => {
    const thenMs = world.editor.now();
    const before = await previewAt(world.editor, { screenId, atMs: thenMs, draft: false });
    house.clock.advance(3_600_000);
    const { screens } = await publishSchedule(world.editor);
    expect(screens.filter(({ changed }) => changed).map((one) => one.screenId)).toContain(screenId);
    expect((await previewAt(world.editor, { screenId, atMs: thenMs, draft: false })).manifest).toEqual(before.manifest);
    const now = await previewAt(world.editor, { screenId, atMs: world.editor.now(), draft: false });
    expect(now.revision).toBeGreaterThan(before.revision ?? 0);
    expect((await diffSchedule(world.editor)).groups).toEqual([]);
  });
});
