import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import languages from "../../schemas/reference/languages.json" with { type: "json" };
import { buildStage } from "../../scripts/build-stage.ts";
import { launchChromium, openPage, type StageRig, startRig, until, wasShown } from "./stage-rig.ts";
import { type Media, SAMPLE_TEXTS, type SampleText, scenePicture, slideDocument, slotFor } from "./stage-samples.ts";

const SHAPES = [
  { name: "16:9", width: 1920, height: 1080 },
  { name: "9:16", width: 1080, height: 1920 },
  { name: "3:1", width: 1920, height: 640 },
] as const;

const ON_GLASS = '.surface[style*="opacity: 1"]';

/** Families that may draw each language's own text; spaces and figures come from Noto Sans. */
const FAMILIES: Readonly<Record<string, string>> = {
  vi: "Noto Sans",
  en: "Noto Sans",
  "zh-Hans": "Noto Sans SC",
  lo: "Noto Sans Lao",
  km: "Noto Sans Khmer",
  tyz: "Noto Sans",
};

let folder: string;
let rig: StageRig;
let browser: Browser;
let picture: Media;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "stage-look-"));
  await buildStage(folder);
  rig = await startRig(folder);
  browser = await launchChromium();
  picture = { sha256: rig.addMedia(await scenePicture(), "image/webp"), mediaType: "image/webp", durationMs: null };
});

afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

afterAll(async () => {
  await browser.close();
  await rig.close();
  await rm(folder, { recursive: true, force: true });
});

async function openStage(size: { width: number; height: number }): Promise<{ page: Page; problems: string[] }> {
  await until("the stage before has gone", () => rig.connections() === 0);
  const opened = await openPage(browser, `${rig.origin}/`, size);
  await until("the stage has connected", () => rig.connections() === 1);
  const slate = { placeName: "Cụm thông tin điện tử cửa khẩu Mẫu", languages: ["vi", "en", "lo", "km"] };
  rig.send({ type: "role", role: "presenter", agentTimeMs: Date.now(), slate });
  return opened;
}

/** Puts one slide on the glass and returns when its first frame was reported and it is there alone. */
async function present(page: Page, airing: ReturnType<typeof slideDocument>): Promise<void> {
  const nowMs = Date.now();
  const slot = slotFor(airing, nowMs, nowMs + 120_000);
  rig.send({ type: "program", agentTimeMs: nowMs, slots: [slot] });
  await until(`${airing.language} is on the glass`, () => wasShown(rig, slot.key));
  await until("the one before it is released", async () => (await page.locator(ON_GLASS).count()) === 1);
}

/** Fonts that really draw the text of the slide on the glass, from the browser's own account. */
async function platformFonts(page: Page, selector: string): Promise<{ family: string; isCustom: boolean }[]> {
  const session = await page.context().newCDPSession(page);
  await session.send("DOM.enable");
  await session.send("CSS.enable");
  const { root } = await session.send("DOM.getDocument", { depth: -1 });
  const { nodeIds } = await session.send("DOM.querySelectorAll", { nodeId: root.nodeId, selector });
  const fonts = await Promise.all(nodeIds.map((nodeId) => session.send("CSS.getPlatformFontsForNode", { nodeId })));
  await session.detach();
  return fonts
    .flatMap((one) => one.fonts)
    .map((font) => ({ family: withoutWeight(font.familyName), isCustom: font.isCustomFont }));
}

/** A face of its own weight may carry that in its family name. */
const withoutWeight = (family: string): string =>
  family.replace(/( Variable)?( (Thin|Light|Regular|Medium|SemiBold|Bold))?$/, "");

describe.each(SHAPES)("on a screen of $name", ({ width, height }) => {
  test("a slide in each of six languages is drawn whole, in the bundled face of its script, in both templates", async () => {
    const { page, problems } = await openStage({ width, height });
    for (const text of SAMPLE_TEXTS) {
      await present(page, slideDocument(text, "headline", picture));
      await expectBundledFonts(page, text);
      const shot = sharp(await page.screenshot());
      const { channels } = await shot.stats();
      expect(Math.min(...channels.map((channel) => channel.stdev)), text.language).toBeGreaterThan(20);
      await present(page, slideDocument(text, "notice", null));
      await expectBundledFonts(page, text);
    }
    expect(problems).toEqual([]);
  });
});

async function expectBundledFonts(page: Page, text: SampleText): Promise<void> {
  const all = await platformFonts(page, `${ON_GLASS} *`);
  const headline = await platformFonts(page, `${ON_GLASS} .hd`);
  expect(headline.map((font) => font.family)).toContain(FAMILIES[text.language]);
  const foreign = all.filter((font) => !font.isCustom || !new Set(Object.values(FAMILIES)).has(font.family));
  expect(foreign, text.language).toEqual([]);
}

/** The one face that must draw all of a language's letters, by its script. */
const FACES: Readonly<Record<string, string>> = {
  Latn: "Noto Sans",
  Cyrl: "Noto Sans",
  Deva: "Noto Sans",
  Khmr: "Noto Sans Khmer",
  Laoo: "Noto Sans Lao",
  Thai: "Noto Sans Thai",
  Tavt: "Noto Sans Tai Viet",
  Cham: "Noto Sans Cham",
  Talu: "Noto Sans New Tai Lue",
  Mymr: "Noto Sans Myanmar",
  Arab: "Noto Sans Arabic",
  Hans: "Noto Sans SC",
  Hant: "Noto Sans TC",
  Jpan: "Noto Sans JP",
  Kore: "Noto Sans KR",
};
const LANGUAGES = languages.rows.flatMap(({ tag, script, autonym, renderTestLetters }) => {
  const text = (renderTestLetters ?? autonym).replaceAll(" ", "");
  return text === "" ? [] : [{ lang: tag, text, family: FACES[script] }];
});

describe("the page", () => {
  test("draws every language of the reference data in the bundled face of its script, and in no other", async () => {
    const { page } = await openStage({ width: 640, height: 360 });
    await page.evaluate(async (lines) => {
      const slide = document.createElement("div");
      slide.className = "slide";
      slide.id = "scripts";
      for (const { lang, text } of lines) {
        const line = document.createElement("p");
        line.lang = lang;
        line.textContent = text;
        slide.append(line);
      }
      document.body.append(slide);
      const large = document.createElement("link");
      large.rel = "stylesheet";
      large.href = "large-fonts.css";
      await new Promise((resolve, reject) => {
        large.addEventListener("load", resolve);
        large.addEventListener("error", reject);
        document.head.append(large);
      });
      for (const line of slide.children) {
        const { fontWeight, fontFamily } = getComputedStyle(line);
        await document.fonts.load(`${fontWeight} 16px ${fontFamily}`, line.textContent ?? "");
      }
    }, LANGUAGES);
    for (const { lang, family } of LANGUAGES) {
      const fonts = await platformFonts(page, `#scripts p[lang="${lang}"]`);
      // Several files may carry one family.
      expect(new Set(fonts.map((font) => `${font.family} ${font.isCustom}`)), lang).toEqual(
        new Set([`${family} true`]),
      );
    }
  });

  test("asks nothing of anybody but the agent, shows no pointer, and keeps its picture when the screen is turned", async () => {
    const { page, problems } = await openStage({ width: 960, height: 540 });
    const [vi] = SAMPLE_TEXTS;
    if (vi === undefined) throw new Error("There is no sample.");
    await present(page, slideDocument(vi, "headline", picture));
    expect(problems).toEqual([]);
    expect(await page.evaluate(() => getComputedStyle(document.body).cursor)).toBe("none");
    const density = () => page.locator(`${ON_GLASS} .slide`).getAttribute("data-density");
    expect(await density()).not.toBeNull();
    for (const size of [
      { width: 540, height: 960 },
      { width: 960, height: 160 },
    ]) {
      await page.setViewportSize(size);
      const { channels } = await sharp(await page.screenshot()).stats();
      expect(Math.max(...channels.map((channel) => channel.stdev))).toBeGreaterThan(20);
      expect(await page.locator(ON_GLASS).count()).toBe(1);
    }
    const refused = await page.evaluate(async () => {
      const tries = ["http://127.0.0.2:9/x", "https://example.invalid/x"].map((url) => fetch(url));
      return (await Promise.allSettled(tries)).map(({ status }) => status);
    });
    expect(refused).toEqual(["rejected", "rejected"]);
    expect(problems.every((problem) => problem.includes("Content Security Policy") || problem.startsWith("http"))).toBe(
      true,
    );
    expect(problems.some((problem) => problem.includes("Content Security Policy"))).toBe(true);
  });
});

describe("a slide that cannot be shown as it was approved", () => {
  test("is reported and never seen: too much text, an unknown template version, a picture that is none", async () => {
    const { page } = await openStage({ width: 640, height: 360 });
    const [vi] = SAMPLE_TEXTS;
    if (vi === undefined) throw new Error("There is no sample.");
    const good = slideDocument(vi, "notice", null);
    const tooMuch = slideDocument(vi, "headline", picture, {
      headline: "Thôngbáodàikhôngcókhoảngtrắng".repeat(6),
      summary: "Một đoạn văn rất dài. ".repeat(18),
      second: { language: "km", headline: "ច្រកព្រំដែន".repeat(16), summary: "សូមរៀបចំលិខិតឆ្លងដែន ".repeat(18) },
    });
    const older = { ...good, template: { id: "notice" as const, version: 1, sha256: "0".repeat(64) } };
    const junk = rig.addMedia(Buffer.from("not a picture"), "image/webp");
    const noPicture = slideDocument(vi, "headline", { ...picture, sha256: junk });
    for (const [airing, reason] of [
      [tooMuch, "overflow"],
      [older, "template-unknown"],
      [noPicture, "picture-not-decodable"],
    ] as const) {
      const nowMs = Date.now();
      const slot = slotFor(airing, nowMs, nowMs + 60_000);
      rig.send({ type: "program", agentTimeMs: nowMs, slots: [slot] });
      const told = () => rig.told.find(({ message }) => message.type === "failed" && message.key === slot.key);
      await until(`${reason} is reported`, () => told() !== undefined);
      expect(told()?.message).toMatchObject({ reason });
      expect(wasShown(rig, slot.key)).toBe(false);
      expect(await page.locator(`${ON_GLASS} *`).count()).toBe(0);
    }
  });
});

describe("the slate", () => {
  test("welcomes in the gate's languages without any program, and carries the code while it waits to be paired", async () => {
    const { page } = await openStage({ width: 1920, height: 1080 });
    await page.locator("#welcome").getByText("ຍິນດີຕ້ອນຮັບ").waitFor();
    expect(
      await page.locator("#welcome p").evaluateAll((lines) => lines.map((line) => line.getAttribute("lang"))),
    ).toEqual(["vi", "en", "lo", "km"]);
    const words = ["biển", "chuông", "cầu", "bánh", "chim", "chùa"];
    rig.send({ type: "pairing", card: { code: "7GK2-M9QD", words } });
    await page.getByText("7GK2-M9QD").waitFor();
    expect(await page.locator("#pairing li").allTextContents()).toEqual(words);
    rig.send({ type: "pairing", card: null });
    await page.locator("#welcome").getByText("Chào mừng đến Việt Nam").waitFor();
    const { channels } = await sharp(await page.screenshot()).stats();
    expect(Math.min(...channels.map((channel) => channel.mean))).toBeGreaterThan(30);
  });
});
