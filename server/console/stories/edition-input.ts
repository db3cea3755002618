import type { Language } from "../../../schemas/reference/language.ts";
import { SlideFields } from "../../../schemas/slide.ts";
import { DomainError } from "../../errors.ts";
import type { FirstEditionInput } from "../../services/stories/create-story-with-edition.ts";
import type { FormInput } from "../form-input.ts";
import { readMoment } from "../parts/civil-input.ts";

/** What both kinds of form say about an edition. */
function aboutOf(form: FormInput) {
  const programme = form.text("programme");
  return {
    language: form.text("language") || "vi",
    credit: form.text("credit"),
    programmes: programme === "" ? [] : [programme],
    notBeforeMs: readMoment(form.text("from")),
    notAfterMs: readMoment(form.text("until")),
    needsNativeCheck: form.text("native") === "yes",
  };
}

/** A picture's or video's edition from its form. */
export function mediaInputOf(
  form: FormInput,
  asset: { assetSha256: string; kind: "image" | "video" },
): FirstEditionInput {
  const about = { ...aboutOf(form), title: form.text("title"), assetSha256: asset.assetSha256 };
  return asset.kind === "video" ? { kind: "video", ...about } : { kind: "image", ...about, ...secondsOf(form) };
}

/** A slide's edition from its form. The language names itself; nobody types its name. */
export function slideInputOf(form: FormInput, languages: readonly Language[]): FirstEditionInput {
  const about = aboutOf(form);
  const { assetSha256, fields } = slidePartsOf(form, languages);
  const templateId = form.text("template") === "notice" ? "notice" : "headline";
  return { kind: "slide", ...about, title: fields.headline, templateId, fields, assetSha256, ...secondsOf(form) };
}

function slidePartsOf(
  form: FormInput,
  languages: readonly Language[],
): { assetSha256: string | null; fields: SlideFields } {
  const language = languages.find((one) => one.tag === form.text("language"));
  const second = form.text("secondLanguage");
  const targetUrl = form.text("qr");
  if (targetUrl !== "" && !/^https?:\/\/[^\s]+$/i.test(targetUrl))
    throw new DomainError("bad-input", "slide-form.bad-qr");
  const picture = form.text("picture");
  return {
    assetSha256: picture === "" ? null : picture,
    fields: SlideFields.parse({
      headline: form.text("headline"),
      summary: form.text("summary"),
      credit: form.text("credit"),
      place: form.text("place"),
      languageName: (language?.autonym || language?.nameVi) ?? "",
      qr: targetUrl === "" ? null : { targetUrl, caption: form.text("qrCaption") },
      second:
        second === ""
          ? null
          : { language: second, headline: form.text("secondHeadline"), summary: form.text("secondSummary") },
    }),
  };
}

function secondsOf(form: FormInput): { durationMs?: number } {
  const seconds = form.text("seconds");
  return seconds === "" ? {} : { durationMs: Math.round(Number(seconds) * 1_000) };
}
