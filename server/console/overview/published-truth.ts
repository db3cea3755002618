import type { ScreenView } from "../../services/sites/screen-view.ts";
import type { LitScreen } from "../screens/lit-screens.ts";

/** What the last publication really reached. */
export interface PublishedTruth {
  readonly atMs: number;
  readonly byName: string | null;
  /** Screens that got a new manifest by it. */
  readonly sent: readonly ScreenView[];
  readonly onGlass: readonly ScreenView[];
  readonly offline: readonly ScreenView[];
  readonly unpaired: readonly ScreenView[];
}

/**
 * Counts, for the screens whose newest manifest is at least as young as the publication, how many play it, how many
 * cannot be reached, and how many have nothing to play it with. A screen is on the glass when its own player said so.
 */
export function publishedTruth(
  publication: { atMs: number; byName: string | null },
  screens: readonly LitScreen[],
): PublishedTruth {
  const touched = screens.filter(({ screen }) => (screen.manifest?.createdAtMs ?? -1) >= publication.atMs);
  const of = (passes: (one: LitScreen) => boolean) => touched.filter(passes).map(({ screen }) => screen);
  return {
    ...publication,
    sent: of(({ screen }) => screen.player !== null),
    onGlass: of(({ screen, lights }) => screen.plan === "current" && lights.alive !== "bad"),
    offline: of(
      ({ screen, lights }) => screen.player !== null && (lights.alive === "bad" || lights.alive === "unknown"),
    ),
    unpaired: of(({ screen }) => screen.player === null),
  };
}
