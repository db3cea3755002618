/** What flows from kinds of rows to languages, in whole units, and where it is stuck. */
export interface Flow {
  readonly total: number;
  /** Units from kind to language: `units[kind * languageCount + language]`. */
  readonly units: Float64Array;
  /** Kinds that could send more if they found room: the proof that `total` cannot be larger, with `stuckLanguages`. */
  readonly stuckKinds: readonly boolean[];
  readonly stuckLanguages: readonly boolean[];
}

/** Rows that have content in the same languages, taken together. */
export interface FlowProblem {
  readonly supplies: readonly number[];
  readonly capacities: readonly number[];
  /** `mayFlow[kind * languageCount + language]` is 1 where the kind has content in the language. */
  readonly mayFlow: Uint8Array;
}

/**
 * Largest flow of whole units from `supplies` to `capacities` along the permitted pairs (shortest augmenting paths).
 * When less than all supplies flow, the stuck kinds have more to send than all languages they may send to can take.
 */
export function findMaxFlow(problem: FlowProblem): Flow {
  const { supplies, capacities, mayFlow } = problem;
  const kinds = supplies.length;
  const languages = capacities.length;
  const units = new Float64Array(kinds * languages);
  const supplyLeft = [...supplies];
  const roomLeft = [...capacities];
  let total = 0;
  for (;;) {
    const search = searchPath(mayFlow, units, supplyLeft, roomLeft);
    if (search.end < 0) {
      const stuckKinds = supplies.map((_, kind) => search.kindFrom[kind] !== UNSEEN);
      const stuckLanguages = capacities.map((_, language) => search.languageFrom[language] !== UNSEEN);
      return { total, units, stuckKinds, stuckLanguages };
    }
    total += pushAlong(search, units, supplyLeft, roomLeft);
  }
}

const UNSEEN = -2;
const SOURCE = -1;

interface PathSearch {
  /** Language that was reached with room left; -1 when there is none. */
  readonly end: number;
  readonly kindFrom: Int32Array;
  readonly languageFrom: Int32Array;
}

function searchPath(mayFlow: Uint8Array, units: Float64Array, supplyLeft: number[], roomLeft: number[]): PathSearch {
  const kinds = supplyLeft.length;
  const languages = roomLeft.length;
  const kindFrom = new Int32Array(kinds).fill(UNSEEN);
  const languageFrom = new Int32Array(languages).fill(UNSEEN);
  const queue = supplyLeft.flatMap((left, kind) => (left > 0 ? [kind] : []));
  for (const kind of queue) kindFrom[kind] = SOURCE;
  for (let head = 0; head < queue.length; head += 1) {
    const kind = queue[head] ?? 0;
    for (let language = 0; language < languages; language += 1) {
      if (mayFlow[kind * languages + language] !== 1 || languageFrom[language] !== UNSEEN) continue;
      languageFrom[language] = kind;
      if ((roomLeft[language] ?? 0) > 0) return { end: language, kindFrom, languageFrom };
      for (let giver = 0; giver < kinds; giver += 1) {
        if (kindFrom[giver] !== UNSEEN || (units[giver * languages + language] ?? 0) <= 0) continue;
        kindFrom[giver] = language;
        queue.push(giver);
      }
    }
  }
  return { end: -1, kindFrom, languageFrom };
}

function pushAlong(search: PathSearch, units: Float64Array, supplyLeft: number[], roomLeft: number[]): number {
  const languages = roomLeft.length;
  const steps: { sends: number; takesBack: number }[] = [];
  let amount = roomLeft[search.end] ?? 0;
  let language = search.end;
  let kind = search.languageFrom[language] ?? 0;
  for (;;) {
    const before = search.kindFrom[kind] ?? SOURCE;
    steps.push({ sends: kind * languages + language, takesBack: before < 0 ? -1 : kind * languages + before });
    if (before < 0) break;
    amount = Math.min(amount, units[kind * languages + before] ?? 0);
    language = before;
    kind = search.languageFrom[language] ?? 0;
  }
  amount = Math.min(amount, supplyLeft[kind] ?? 0);
  for (const { sends, takesBack } of steps) {
    units[sends] = (units[sends] ?? 0) + amount;
    if (takesBack >= 0) units[takesBack] = (units[takesBack] ?? 0) - amount;
  }
  supplyLeft[kind] = (supplyLeft[kind] ?? 0) - amount;
  roomLeft[search.end] = (roomLeft[search.end] ?? 0) - amount;
  return amount;
}
