/** One airing document as the loop sees it. */
export interface LoopItem {
  /** SHA-256 of the airing document: two entries that show the same document share the key. */
  readonly key: string;
  readonly language: string;
  readonly durationMs: number;
  /** Place in the entry's playlist; items of a lane rotate in this order. */
  readonly position: number;
}

/** An entry's wish, its airtime already settled: nothing here is negotiable by another entry. */
export interface LoopEntry {
  readonly entryId: string;
  /** Wanted share of airtime; the shares of all entries are scaled to a whole. */
  readonly sharePpm: number;
  readonly items: readonly LoopItem[];
  /** Least time from the end of an item of this entry to the next start of the same item; null: none asked. */
  readonly spacingMs: number | null;
  /** `listed`: its items come in the playlist's own order, over and over; `rotate`: each lane takes turns. */
  readonly order: "rotate" | "listed";
  /**
   * Least number of starts in any hour; null: none promised, and it may give airtime so that others keep theirs. 0:
   * none promised, and its own share stays.
   */
  readonly minStartsPerHour: number | null;
}

/** What the languages of the place should have, scaled to those that have content. */
export interface LoopLanguage {
  readonly language: string;
  readonly sharePpm: number;
  /** What this language must not fall under when the mix cannot be met; 0: nothing promised. */
  readonly minimumPpm: number;
}

export interface LoopInput {
  readonly entries: readonly LoopEntry[];
  /** null: equal. */
  readonly languages: readonly LoopLanguage[] | null;
  /** Length of the segment the loop is made for. */
  readonly segmentMs: number;
  /** Longest cycle the manifest has room for. */
  readonly maxCycleMs: number;
}

/** One member of a family (an entry or a language), measured on the finished loop. Deviations in longest items. */
export interface LoopMember {
  readonly name: string;
  /** As asked, scaled to a whole. */
  readonly wantedPpm: number;
  /** As possible: differs from `wantedPpm` only where the mix cannot be met. */
  readonly nearestPpm: number;
  /** As it stands in the loop. */
  readonly heldPpm: number;
  /** Largest |airtime − own mix · time| in any prefix, over the longest item. */
  readonly bound: number;
  /** Highest minus lowest deviation, over the longest item; at most 2 · bound. */
  readonly range: number;
  /** Largest distance of any sliding hour (seam included) from `nearestPpm`. */
  readonly worstHourPpm: number;
  /** Least number of starts in any sliding hour, seam included. */
  readonly leastStartsPerHour: number;
  /** Longest time between two starts, seam included: what a visitor feels as the loop. */
  readonly longestGapMs: number;
}

/** Why the language mix cannot be met: these entries exist only in these languages, and want more than those have. */
export interface MixConflict {
  readonly entryIds: readonly string[];
  readonly languages: readonly string[];
  /** Airtime that cannot be placed as wished. */
  readonly excessPpm: number;
}

/** What is known of a finished loop: recomputed from its row of slots, never taken from its making. */
export interface LoopCertificate {
  readonly longestItemMs: number;
  /** Largest bound of any entry or language. */
  readonly bound: number;
  readonly entries: readonly LoopMember[];
  readonly languages: readonly LoopMember[];
  readonly conflict: MixConflict | null;
  /** Same item twice in a row, seam included: how often, and how often it cannot be avoided. */
  readonly repeats: number;
  readonly unavoidableRepeats: number;
  /** Showings that come sooner than their entry's spacing allows. */
  readonly tooClose: number;
}

export interface LoopSlotPlan {
  readonly entryId: string;
  readonly key: string;
  readonly durationMs: number;
}

export interface BuiltLoop {
  /** First 16 hex digits of the hash of everything that went in. */
  readonly id: string;
  readonly slots: readonly LoopSlotPlan[];
  readonly lengthMs: number;
  readonly certificate: LoopCertificate;
  /** Items that found no place in the cycle, by key. */
  readonly leftOut: readonly string[];
}
