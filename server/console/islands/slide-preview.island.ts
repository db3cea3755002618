// Draws the slide being written in the stage's own page: what the frame shows is what the glass will.
import { z } from "zod";
import { AiringDocument, AiringRendition } from "../../../schemas/airing-document.ts";
import { loneItemManifest } from "../../../schemas/rules/lone-item-manifest.ts";
import type { PreviewFeed } from "../../../schemas/stage-channel.ts";
import { getTemplate } from "../../../schemas/templates.ts";
import { feedStage } from "./feed-stage.ts";

// The page's policy forbids building code from text, which zod would otherwise try first.
z.config({ jitless: true });

const NOBODY = "00000000-0000-7000-8000-000000000000";
const UNSEALED = "0".repeat(64);
const PAUSE_MS = 250;

const form = document.querySelector<HTMLFormElement>("form[data-slide-form]");
if (form !== null) watch(form);

function watch(slideForm: HTMLFormElement): void {
  const show = [...document.querySelectorAll<HTMLIFrameElement>("[data-slide-preview] iframe")].map((frame) =>
    feedStage(frame, null),
  );
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const draw = (): void => {
    const feed = feedOf(slideForm);
    if (feed !== null) for (const feedFrame of show) feedFrame(feed);
  };
  const drawSoon = (): void => {
    clearTimeout(waiting);
    waiting = setTimeout(draw, PAUSE_MS);
  };
  slideForm.addEventListener("input", drawSoon);
  slideForm.addEventListener("restored", drawSoon);
  draw();
}

/** The feed for what is typed so far; null while it could not be a slide yet. */
function feedOf(slideForm: HTMLFormElement): PreviewFeed | null {
  const typed = new FormData(slideForm);
  const read = (name: string): string => String(typed.get(name) ?? "").trim();
  const language = read("language");
  const airing = AiringDocument.safeParse({
    type: "airing-document",
    kind: "slide",
    storyId: NOBODY,
    editionVersionId: NOBODY,
    language,
    title: read("headline") || "…",
    template: getTemplate(read("template") === "notice" ? "notice" : "headline"),
    fields: {
      headline: read("headline") || "…",
      summary: read("summary"),
      credit: read("credit"),
      place: read("place"),
      languageName: nameOf(slideForm, language),
      qr: /^https?:\/\/\S+$/i.test(read("qr")) ? { targetUrl: read("qr"), caption: read("qrCaption") } : null,
      second:
        read("secondLanguage") === ""
          ? null
          : { language: read("secondLanguage"), headline: read("secondHeadline"), summary: read("secondSummary") },
    },
    renditions: renditionsOf(slideForm, read("picture")),
    durationMs: 60_000,
    notBeforeMs: null,
    notAfterMs: null,
    scope: { kind: "everywhere" },
    rights: { credit: read("credit"), sourceUrl: null },
    needsNativeCheck: false,
  });
  if (!airing.success) return null;
  return {
    type: "preview",
    slate: { placeName: "", languages: [language] },
    manifest: loneItemManifest(airing.data, UNSEALED),
    airings: { [UNSEALED]: airing.data },
    mediaBase: "/media/",
    atMs: 0,
    playing: false,
  };
}

function nameOf(slideForm: HTMLFormElement, tag: string): string {
  const names: unknown = JSON.parse(slideForm.dataset.languageNames ?? "{}");
  return z.record(z.string(), z.string()).parse(names)[tag] ?? tag;
}

function renditionsOf(slideForm: HTMLFormElement, assetSha256: string): AiringRendition[] {
  const known = slideForm.querySelector<HTMLTemplateElement>("template[data-renditions]")?.content;
  for (const data of known?.querySelectorAll("data") ?? []) {
    if (data.value === assetSha256) return [AiringRendition.parse(JSON.parse(data.dataset.rendition ?? "null"))];
  }
  return [];
}
