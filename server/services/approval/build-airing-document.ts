import { AiringDocument, type AiringRendition, type AiringScope } from "../../../schemas/airing-document.ts";
import { SlideFields, type TemplateReference } from "../../../schemas/slide.ts";
import { canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import type { RenditionRow } from "../../db/repos/assets.ts";
import type { EditionVersionRow } from "../../db/repos/stories.ts";
import { sha256Hex } from "../../sha256.ts";

interface AiringParts {
  readonly version: EditionVersionRow & { readonly language: string; readonly story_id: string };
  /** Main rendition of the version's asset; null for a slide of text alone. */
  readonly rendition: RenditionRow | null;
  readonly template: TemplateReference | null;
  readonly scope: AiringScope;
}

/**
 * Returns the one text of what may air, and the hash that names it. Same parts, same text: nothing in it depends on when
 * or by whom it is submitted. Throws when the parts make no valid document.
 */
export function buildAiringDocument(parts: AiringParts): { document: AiringDocument; text: string; sha256: string } {
  const { version } = parts;
  const document = AiringDocument.parse({
    type: "airing-document",
    kind: version.kind,
    storyId: version.story_id,
    editionVersionId: version.id,
    language: version.language,
    title: version.title,
    template: parts.template,
    fields: version.fields_json === null ? null : SlideFields.parse(JSON.parse(version.fields_json)),
    renditions: parts.rendition === null ? [] : [airingRendition(version.kind, parts.rendition)],
    durationMs: version.duration_ms,
    notBeforeMs: version.not_before_ms,
    notAfterMs: version.not_after_ms,
    scope: parts.scope,
    rights: { credit: version.credit, sourceUrl: version.source_url },
    needsNativeCheck: version.needs_native_check === 1,
  });
  const text = canonicalJson(document);
  return { document, text, sha256: sha256Hex(text) };
}

function airingRendition(kind: EditionVersionRow["kind"], row: RenditionRow): AiringRendition {
  return {
    role: kind === "slide" ? "picture" : "main",
    sha256: row.sha256,
    mediaType: row.media_type,
    sizeBytes: row.size_bytes,
    widthPx: row.width_px,
    heightPx: row.height_px,
    durationMs: row.duration_ms,
    pipelineVersion: row.pipeline_version,
  };
}
