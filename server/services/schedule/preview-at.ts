import type { AiringDocument } from "../../../schemas/airing-document.ts";
import type { Manifest } from "../../../schemas/manifest.ts";
import type { ServiceContext } from "../../context.ts";
import { readAirings } from "../approval/read-airings.ts";
import { requireRole } from "../people/require-role.ts";
import { planAt, type ScreenPlace } from "./read-plans.ts";

/** What a stage needs to draw a screen's glass from an instant on. */
export interface PreviewAt {
  readonly atMs: number;
  readonly place: ScreenPlace;
  /** Holds `atMs` in its days, except in the past before the screen's first manifest. */
  readonly manifest: Manifest;
  /** Of the signed manifest; null: it is only planned, signed by nobody and never sent to a player. */
  readonly revision: number | null;
  /** By hash, for the items of the manifest. */
  readonly airings: Readonly<Record<string, AiringDocument>>;
}

/**
 * The glass of a screen at any instant, past or to come: as it was under the manifest then in force, as the published
 * schedule has it, or with `draft` as it would be if the schedule were published now. Beyond the days of a manifest it
 * is compiled for that date, with every dated entry that is known today. Errors: `not-found`.
 */
export async function previewAt(
  ctx: ServiceContext,
  input: { readonly screenId: string; readonly atMs: number; readonly draft: boolean },
): Promise<PreviewAt> {
  requireRole(ctx, "editor", "approver", "administrator");
  const { manifest, revision, place } = await planAt(ctx, input);
  const airings = await readAirings(
    ctx,
    manifest.items.map(({ airingSha256 }) => airingSha256),
  );
  return { atMs: input.atMs, place, manifest, revision, airings };
}
