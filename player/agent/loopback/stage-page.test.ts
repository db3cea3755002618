import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FIRST_PROGRAM_ID } from "../../../schemas/stage-paths.ts";
import { makeAiring } from "../../../tests/support/trust.ts";
import { listStageFiles } from "./stage-files.ts";
import { type ProgramMessage, readStagePage, type StagePage } from "./stage-page.ts";

const BUILT = join(import.meta.dirname, "..", "..", "stage", "index.html");
const SHA256 = "ab".repeat(32);
const NOTHING: ProgramMessage = { type: "program", agentTimeMs: 5_000, slots: [] };

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "stage-page-"));
});
afterEach(() => rm(directory, { recursive: true }));

async function pageOf(script: string, style = "p{color:red}", html?: string): Promise<StagePage> {
  await writeFile(join(directory, "index.html"), html ?? (await readFile(BUILT, "utf8")));
  await writeFile(join(directory, "stage.js"), script);
  await writeFile(join(directory, "stage.css"), style);
  return readStagePage(await listStageFiles(directory));
}

function programOf(kind: "image" | "video", startsAtMs: number, title = "Một đoạn đường"): ProgramMessage {
  const mediaType = kind === "image" ? "image/webp" : "video/mp4";
  const rendition = { role: "main", sha256: SHA256, mediaType, sizeBytes: 9, widthPx: 1, heightPx: 1 } as const;
  const airing = makeAiring({ kind, title, renditions: [{ ...rendition, durationMs: null, pipelineVersion: 1 }] });
  const slot = { key: "1-0", airingSha256: SHA256, airing, urls: { [SHA256]: `/media/${SHA256}` } };
  return { ...NOTHING, slots: [{ ...slot, startsAtMs, endsAtMs: startsAtMs + 4_000 }] };
}

const sourceOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
const inside = (html: string, pattern: RegExp): string => pattern.exec(html)?.[1] ?? "";

describe("the page in one answer", () => {
  it("carries its script and style, each named by its hash, and allows no script but its own", async () => {
    const page = await pageOf("go()");
    const html = page.render(NOTHING).toString();
    const later = page.render(NOTHING, { kind: "image", html: "<p>" }).toString();
    const scripts = [html, later].map((text) => sourceOf(inside(text, /<script>(.*?)<\/script>/s)));
    expect(new Set(scripts).size).toBe(2);
    expect(page.scriptSource.split(" ")).toEqual(["'self'", ...scripts]);
    expect(page.styleSource).toBe(`'self' ${sourceOf(inside(html, /<style>(.*?)<\/style>/s))}`);
    expect(html).toContain(`script-src ${page.scriptSource};`);
    expect(html).not.toContain("stage.js");
    expect(html).not.toContain("stage.css");
    expect(html.indexOf('id="glass"')).toBeLessThan(html.indexOf("<script>"));
  });

  it("carries the program, whatever is written in it", async () => {
    const program = programOf("image", 4_000, "</script><script>alert(1)</script><!--");
    const html = (await pageOf("go()")).render(program).toString();
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html.match(/<!--/g)).toBeNull();
    const json = inside(html, new RegExp(`id="${FIRST_PROGRAM_ID}">(.*?)</script>`, "s"));
    expect(JSON.parse(json)).toEqual(program);
  });

  it("bears what is due on its glass; its script is read after a picture, and beside a clip, which it has to run", async () => {
    const page = await pageOf("go()");
    for (const kind of ["image", "video"] as const) {
      const html = page.render(programOf(kind, 4_000), { kind, html: "<b>here</b>" }).toString();
      expect(html).toContain('<div id="glass"><b>here</b></div>');
      expect(html.includes("<script>go()</script>")).toBe(kind === "video");
      expect(html).not.toContain("preload");
    }
  });

  it("asks for a picture that did not come along before all else; not for a clip, nor for what comes later", async () => {
    const page = await pageOf("go()");
    const preload = `<link rel="preload" as="image" href="/media/${SHA256}">`;
    expect(page.render(programOf("image", 4_000)).toString()).toContain(preload);
    expect(page.render(programOf("image", 6_000)).toString()).not.toContain("preload");
    expect(page.render(programOf("video", 4_000)).toString()).not.toContain("preload");
    expect(page.render(NOTHING).toString()).not.toContain(FIRST_PROGRAM_ID);
  });

  it("stays as it was built where a page's parser would read script or style otherwise", async () => {
    for (const script of ["'</script>'", "'<!--'", "a\r\nb", ""]) {
      const page = await pageOf(script);
      expect(page.scriptSource).toBe("'self'");
      expect(page.render(programOf("image", 4_000)).toString()).toContain('<script src="stage.js" async>');
    }
    const bare = "<!doctype html><title>stage</title>";
    expect((await pageOf("go()", "p{}", bare)).render(NOTHING).toString()).toBe(bare);
  });
});
