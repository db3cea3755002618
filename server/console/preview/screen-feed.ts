import type { AiringDocument } from "../../../schemas/airing-document.ts";
import type { Manifest } from "../../../schemas/manifest.ts";
import type { PreviewFeed } from "../../../schemas/stage-channel.ts";
import type { ServiceContext } from "../../context.ts";
import { readAirings } from "../../services/approval/read-airings.ts";
import { currentManifest } from "../../services/manifests/current-manifest.ts";
import type { ScreenView } from "../../services/sites/screen-view.ts";
import { MEDIA_BASE, previewSlate } from "./feed-parts.ts";

/** The manifest a screen should be playing, with what each of its items says. */
export interface ScreenPlan {
  readonly manifest: Manifest;
  readonly airings: Readonly<Record<string, AiringDocument>>;
}

/** The screen's newest manifest and the documents of its items; null before the first publication. */
export async function readScreenPlan(ctx: ServiceContext, screenId: string): Promise<ScreenPlan | null> {
  const signed = await currentManifest(ctx, screenId);
  if (signed === undefined) return null;
  const { manifest } = signed;
  return {
    manifest,
    airings: await readAirings(
      ctx,
      manifest.items.map((item) => item.airingSha256),
    ),
  };
}

/** The feed for a stage frame that shows this plan at an instant, running on from there or standing still. */
export function feedOfPlan(
  plan: ScreenPlan,
  screen: ScreenView,
  view: { locale: "vi" | "en" },
  at: { atMs: number; playing: boolean },
): PreviewFeed {
  return {
    type: "preview",
    slate: previewSlate(screen.siteNames[view.locale], ["vi", "en"]),
    manifest: plan.manifest,
    airings: { ...plan.airings },
    mediaBase: MEDIA_BASE,
    ...at,
  };
}
