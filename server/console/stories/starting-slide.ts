import type { ServiceContext } from "../../context.ts";
import { getStory } from "../../services/stories/list-stories.ts";
import { EMPTY_FORM, type FormInput, formOf } from "../form-input.ts";
import { writeMoment } from "../parts/civil-input.ts";

/** The form of a slide to write: empty, or that of the version which a new one shall follow. */
export async function startingSlide(ctx: ServiceContext, storyId: string, versionId: string): Promise<FormInput> {
  if (storyId === "" || versionId === "") return EMPTY_FORM;
  const story = await getStory(ctx, { storyId });
  const edition = story.editions.find((one) => one.versions.some((version) => version.editionVersionId === versionId));
  const version = edition?.versions.find((one) => one.editionVersionId === versionId);
  if (edition === undefined || version === undefined || version.fields === null) return EMPTY_FORM;
  const { fields } = version;
  return formOf({
    template: version.templateId ?? "headline",
    language: edition.language,
    headline: fields.headline,
    summary: fields.summary,
    credit: fields.credit,
    place: fields.place,
    qr: fields.qr?.targetUrl ?? "",
    qrCaption: fields.qr?.caption ?? "",
    secondLanguage: fields.second?.language ?? "",
    secondHeadline: fields.second?.headline ?? "",
    secondSummary: fields.second?.summary ?? "",
    picture: version.asset?.assetSha256 ?? "",
    programme: version.programmes[0] ?? "",
    seconds: String(Math.round(version.durationMs / 1_000)),
    from: writeMoment(version.notBeforeMs),
    until: writeMoment(version.notAfterMs),
    native: version.needsNativeCheck ? "yes" : "",
  });
}
