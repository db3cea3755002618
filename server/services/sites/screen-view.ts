import { PlayerState } from "../../../schemas/player-socket.ts";
import type { ScreenStateRow } from "../../db/repos/screens.ts";
import { storedTags } from "./stored-forms.ts";

/** How the glass stands to the newest manifest: `behind` is playing an older one, `unplanned` has none made for it. */
type PlanState = "unplanned" | "no-player" | "unheard" | "behind" | "current";

/** One screen: its place, its player as last heard, and what it should be playing. */
export interface ScreenView {
  readonly screenId: string;
  readonly name: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly retiredAtMs: number | null;
  /** What a change of its labels is made from. */
  readonly updatedAtMs: number;
  readonly clusterId: string;
  readonly clusterName: string;
  readonly siteId: string;
  readonly siteNames: { readonly vi: string; readonly en: string };
  readonly timeZone: string;
  /** Labels of the screen itself, sorted. */
  readonly tags: readonly string[];
  readonly player: {
    readonly player: number;
    readonly deviceName: string;
    readonly pairedAtMs: number;
    /** null: paired, and never heard since. */
    readonly heardAtMs: number | null;
    readonly state: PlayerState | null;
  } | null;
  readonly manifest: { readonly revision: number; readonly sha256: string; readonly createdAtMs: number } | null;
  readonly plan: PlanState;
}

/** The view of a row. A player's state in a shape this server no longer knows counts as not heard. */
export function screenView(row: ScreenStateRow): ScreenView {
  const state = row.state_json === null ? undefined : PlayerState.safeParse(JSON.parse(row.state_json)).data;
  const player =
    row.player === null
      ? null
      : {
          player: row.player,
          deviceName: row.device_name ?? "",
          pairedAtMs: row.paired_at_ms ?? 0,
          heardAtMs: row.state_at_ms,
          state: state ?? null,
        };
  const manifest =
    row.manifest_revision === null
      ? null
      : {
          revision: row.manifest_revision,
          sha256: row.manifest_sha256 ?? "",
          createdAtMs: row.manifest_created_at_ms ?? 0,
        };
  return {
    screenId: row.id,
    name: row.name,
    widthPx: row.width_px,
    heightPx: row.height_px,
    retiredAtMs: row.retired_at_ms,
    updatedAtMs: row.updated_at_ms,
    clusterId: row.cluster_id,
    clusterName: row.cluster_name,
    siteId: row.site_id,
    siteNames: { vi: row.site_name_vi, en: row.site_name_en },
    timeZone: row.time_zone,
    tags: storedTags(row.tags_json),
    player,
    manifest,
    plan: planState(player?.state?.playingRevision, player !== null, manifest?.revision),
  };
}

function planState(playing: number | undefined, hasPlayer: boolean, newest: number | undefined): PlanState {
  if (newest === undefined) return "unplanned";
  if (!hasPlayer) return "no-player";
  if (playing === undefined) return "unheard";
  return playing === newest ? "current" : "behind";
}
