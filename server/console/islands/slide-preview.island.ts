// Draws the slide being written in the stage's own page: what the frame shows is what the glass will. The stage checks
// what it is given and keeps its last picture while that is no slide yet.
import type { AiringDocument, AiringRendition } from "../../../schemas/airing-document.ts";
import { loneItemManifest } from "../../../schemas/rules/lone-item-manifest.ts";
import type { TemplateReference } from "../../../schemas/slide.ts";
import type { PreviewFeed } from "../../../schemas/stage-channel.ts";
import { feedStage } from "./feed-stage.ts";

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
    for (const feedFrame of show) feedFrame(feed);
  };
  const drawSoon = (): void => {
    clearTimeout(waiting);
    waiting = setTimeout(draw, PAUSE_MS);
  };
  slideForm.addEventListener("input", drawSoon);
  slideForm.addEventListener("restored", drawSoon);
  draw();
}

/** The feed for what is typed so far. */
function feedOf(slideForm: HTMLFormElement): PreviewFeed {
  const typed = new FormData(slideForm);
  const read = (name: string): string => String(typed.get(name) ?? "").trim();
  const language = read("language");
  const airing: AiringDocument = {
    type: "airing-document",
    kind: "slide",
    storyId: NOBODY,
    editionVersionId: NOBODY,
    language,
    title: read("headline") || "…",
    template: templatesOf(slideForm)[read("template")] ?? null,
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
  };
  return {
    type: "preview",
    slate: { placeName: "", languages: [language] },
    manifest: loneItemManifest(airing, UNSEALED),
    airings: { [UNSEALED]: airing },
    mediaBase: "/media/",
    atMs: 0,
    playing: false,
  };
}

function nameOf(slideForm: HTMLFormElement, tag: string): string {
  const names: Record<string, string> = JSON.parse(slideForm.dataset.languageNames ?? "{}");
  return names[tag] ?? tag;
}

function templatesOf(slideForm: HTMLFormElement): Record<string, TemplateReference> {
  return JSON.parse(slideForm.dataset.templates ?? "{}");
}

function renditionsOf(slideForm: HTMLFormElement, assetSha256: string): AiringRendition[] {
  const known = slideForm.querySelector<HTMLTemplateElement>("template[data-renditions]")?.content;
  for (const data of known?.querySelectorAll("data") ?? []) {
    if (data.value === assetSha256) return [JSON.parse(data.dataset.rendition ?? "null")];
  }
  return [];
}
