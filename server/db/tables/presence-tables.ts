/** What players told of themselves over time, and how each day of a screen adds up. */
export interface PresenceTables {
  /**
   * What a player told in its heartbeats, as stretches in which nothing of it changed; `to_ms` grows in place. A stretch
   * ends with a change, a silence, and every six hours.
   */
  player_presence: {
    player: number;
    from_ms: number;
    /** Heard from until here, to within a minute. */
    to_ms: number;
    boot: number;
    panel: "on" | "off" | "unknown";
    playing_revision: number;
    /** 0: it held no manifest. */
    held_revision: number;
    /** Nothing that was approved was on the glass. */
    is_slate: number;
    has_stage: number;
    /** Items of the held manifest could not be shown. */
    has_troubles: number;
    mode: "all" | "images" | "slate";
    /** Last closed record as told at `from_ms`. */
    head_boot: number;
    head_seq: number;
  };
  player_boots: {
    player: number;
    boot: number;
    /** By the player's own elapsed time. */
    started_at_ms: number;
    first_seen_ms: number;
  };
  /** How a finished civil day of a screen adds up; derived, and the same whenever it is derived again. */
  completeness_days: {
    screen_id: string;
    civil_date: string;
    /** DayAccount. */
    account_json: string;
    /** Operating hours of the day as it was counted with. */
    open_json: string;
    /** 1: the whole log of the day has arrived, and nothing of it can change. */
    is_settled: number;
    /** Only what was received until then is in it. */
    evidence_until_ms: number;
  };
}
