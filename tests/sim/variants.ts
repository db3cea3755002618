import type { LedgerMark } from "../../schemas/play-record.ts";
import { storeBatch } from "../../server/services/ledger/store-batch.ts";
import type { FaultKind } from "./faults/fault.ts";
import { LOG_RULES } from "./player/log-device.ts";
import { type SimRules, TRUE_RULES } from "./rules.ts";

/** A product that is broken on purpose, and whether the checker must see it. */
export interface Variant {
  readonly name: string;
  readonly rules: Partial<SimRules>;
  /** Kinds of fault without which it would go unpunished. */
  readonly needs: readonly FaultKind[];
  /** What makes good what is broken, where nothing is lost by it. */
  readonly healedBy?: string;
}

const { stepSession, stepOutbox, stepInstall } = TRUE_RULES;
const NOTHING_KEPT = { ...LOG_RULES, keptAcknowledgedMs: -1 };

const lastMarks = new WeakMap<object, LedgerMark>();

/** Begins where it stood in the connection before, whatever the welcome says. */
const ownMark: SimRules["stepSession"] = (state, event) => {
  const step = stepSession(state, event);
  const known = state.mark ?? lastMarks.get(state);
  if (known === undefined) return step;
  lastMarks.set(step.state, known);
  if (event.type !== "message" || event.message.type !== "welcome" || step.state.mark === null) return step;
  const effects = step.effects.map((effect) =>
    effect.type === "prepare-batch" ? { ...effect, after: known } : effect,
  );
  return { state: { ...step.state, mark: known }, effects };
};

/** The session without some of its timers. */
const without =
  (...names: readonly string[]): SimRules["stepSession"] =>
  (state, event) => {
    const step = stepSession(state, event);
    const isKept = (effect: { type: string; name?: string }) =>
      effect.type !== "set-timer" || !names.includes(effect.name ?? "");
    return { ...step, effects: step.effects.filter(isKept) };
  };

/** Every batch is taken from wherever it begins; with `again` also what is stored already. */
const takesAnything =
  (again: boolean): SimRules["storeBatch"] =>
  (store, ctx, opened) => {
    const first = opened.batch.records[0];
    const { head } = opened;
    if (first === undefined || head === null) return storeBatch(store, ctx, opened);
    const before: LedgerMark = { ...head.after, headSha256: first.prevSha256 };
    const lockMark = async (player: number, atMs: number): Promise<LedgerMark> => {
      const mark = await store.lockMark(player, atMs);
      const isAhead = before.boot > mark.boot || (before.boot === mark.boot && before.seq > mark.seq);
      return again || isAhead ? before : mark;
    };
    return storeBatch({ ...store, lockMark }, ctx, opened);
  };

/** A showing takes a number when it begins, not when it is closed. */
const numbersAtBegin: SimRules["stepOutbox"] = (state, event, hash) => {
  const step = stepOutbox(state, event, hash);
  if (event.type !== "qualified" || step.state.head.boot !== step.state.boot) return step;
  return { ...step, state: { ...step.state, head: { ...step.state.head, seq: step.state.head.seq + 1 } } };
};

/** Nothing is written of a showing before it is over. */
const noJournal: SimRules["stepOutbox"] = (state, event, hash) => {
  const step = stepOutbox(state, event, hash);
  return { ...step, lines: step.lines.filter((line) => line.t === "closed") };
};

/** Whatever revision a signed status names is installed. */
const anyRevision: SimRules["stepInstall"] = (state, event) => {
  if (event.type !== "status") return stepInstall(state, event);
  const held = state.held === null ? null : { ...state.held, revision: 0 };
  const step = stepInstall({ ...state, held, highestRevision: 0 }, event);
  return { ...step, state: { ...step.state, held: state.held, highestRevision: state.highestRevision } };
};

/** The whole table. Whoever adds a safeguard adds what the product would be without it. */
export const VARIANTS: readonly Variant[] = [
  {
    name: "a record is sent before it is synced",
    rules: { log: { ...LOG_RULES, countsAs: "handed-over" } },
    needs: ["power-cut-in-sync"],
  },
  {
    name: "no unique key and no look at what is stored",
    rules: { ledger: { hasUniqueKey: false }, storeBatch: takesAnything(true) },
    needs: ["replayed-batch", "server-crash-after-commit"],
  },
  {
    name: "acknowledged before the commit",
    rules: { acknowledges: "before-commit" },
    needs: ["server-crash-before-commit", "server-crash"],
    healedBy: "the player keeps what is acknowledged and begins again at the mark told in each welcome",
  },
  {
    name: "acknowledged before the commit, and nothing kept after it",
    rules: { acknowledges: "before-commit", log: NOTHING_KEPT },
    needs: ["server-crash-before-commit", "server-crash"],
  },
  {
    name: "a record is deleted when it is sent",
    rules: { deletesOn: "send", log: { ...NOTHING_KEPT, keepsNewest: false } },
    needs: ["server-crash-before-commit"],
  },
  {
    name: "nothing is kept after it is acknowledged",
    rules: { log: NOTHING_KEPT },
    needs: ["restore-backup"],
  },
  {
    name: "the player goes on from its own mark after a restore",
    rules: { stepSession: ownMark },
    needs: ["restore-backup", "reset"],
    healedBy: "a batch that begins past the server's mark is not stored, and its answer tells the mark",
  },
  {
    name: "the mark is the highest key seen",
    rules: { storeBatch: takesAnything(false) },
    needs: ["restore-backup", "reset"],
    healedBy: "a player begins at the mark told in the same connection",
  },
  {
    name: "the player's own mark, and the mark is the highest key seen",
    rules: { stepSession: ownMark, storeBatch: takesAnything(false) },
    needs: ["restore-backup", "reset"],
  },
  {
    name: "no deadline for the welcome",
    rules: { stepSession: without("hello-deadline") },
    needs: ["cut", "hung-peer"],
  },
  {
    name: "no deadline for an acknowledgement",
    rules: { stepSession: without("batch-deadline") },
    needs: ["half-open", "server-disk-full"],
    healedBy: "a connection on which nothing is heard is given up",
  },
  {
    name: "no deadline for an acknowledgement, and none for silence",
    rules: { stepSession: without("batch-deadline", "silence") },
    needs: ["half-open"],
  },
  {
    name: "hidden before the list is kept",
    rules: {
      keepAndHide: (persist, hide, then) => {
        hide();
        persist(then);
      },
    },
    needs: ["crash-in-write"],
  },
  { name: "an older list of withdrawals is taken", rules: { mayReplaceList: () => true }, needs: ["old-status"] },
  { name: "an older manifest is taken", rules: { stepInstall: anyRevision }, needs: ["old-status"] },
  {
    name: "pointed to before the higher revision is trusted",
    rules: { commitManifest: (raise, point, then) => point((isKept) => (isKept ? raise(then) : then(false))) },
    needs: ["crash-in-write", "old-status"],
    healedBy: "what is held at the start counts as acted on, whatever the trusted file says",
  },
  {
    name: "starts are not counted",
    rules: { nextBoot: () => 1, heedsHighestBoot: false },
    needs: ["agent-kill", "power-cut"],
  },
  { name: "a number is given when a showing begins", rules: { stepOutbox: numbersAtBegin }, needs: ["agent-kill"] },
  { name: "nothing is written before a showing is over", rules: { stepOutbox: noJournal }, needs: ["agent-kill"] },
  { name: "durations by the wall clock", rules: { monoOf: (clock) => clock.wall() }, needs: ["clock-jump"] },
  {
    name: "a timer of an old connection is obeyed",
    rules: { timersOutliveConnection: true },
    needs: ["reset", "half-open"],
  },
  {
    name: "a restored server gives out numbers a second time",
    rules: { jumpsAboveTold: false },
    needs: ["restore-backup"],
  },
];

/** The true rules with one variant's parts in their place. */
export function rulesOf(variant: Variant): SimRules {
  return { ...TRUE_RULES, ...variant.rules };
}
