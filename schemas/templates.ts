import * as z from "zod";
import registry from "./reference/templates.json" with { type: "json" };
import { type TemplateId, TemplateReference } from "./slide.ts";

/**
 * The slide layouts this release can draw, each named by the hash of its source. An airing document names one of them;
 * stage and agent refuse any other, because what was approved is then not what would be drawn.
 */
export const TEMPLATES: readonly TemplateReference[] = z.array(TemplateReference).min(1).parse(registry);

/** The newest version of a layout: the one a new slide is made with. */
export function getTemplate(id: TemplateId): TemplateReference {
  const newest = TEMPLATES.filter((template) => template.id === id).sort((a, b) => b.version - a.version)[0];
  if (newest === undefined) throw new Error(`No version of the template "${id}" is registered.`);
  return newest;
}

/** Whether exactly this version, source and all, is part of this release. */
export function isKnownTemplate(reference: TemplateReference): boolean {
  return TEMPLATES.some(
    (template) =>
      template.id === reference.id && template.version === reference.version && template.sha256 === reference.sha256,
  );
}
