import { type Command, type CommandResult, MAX_COMMANDS_TOLD, type Order } from "../../../schemas/commands.ts";

/** A command that is met and not ended. */
export interface MetCommand {
  readonly number: number;
  readonly order: Order;
}

/** What must outlive a restart, or a status sent twice would make the player do it twice. */
export interface KeptCommands {
  /** No command at or below it is ever met again. */
  readonly lastNumber: number;
  readonly results: readonly CommandResult[];
  readonly unfinished: readonly MetCommand[];
}

export interface CommandsState extends KeptCommands {
  readonly player: number;
  /** Waiting to be carried out, oldest first, each with the monotonic instant after which nobody wants it any more. */
  readonly queue: readonly (MetCommand & { readonly expiresAtMonoMs: number })[];
  readonly running: number | null;
}

export type CommandsEvent =
  /** A verified status told these. */
  | { readonly type: "told"; readonly commands: readonly Command[]; readonly monoMs: number }
  /** What was last to be kept is on disk. */
  | { readonly type: "kept"; readonly monoMs: number }
  | {
      readonly type: "ended";
      readonly number: number;
      readonly outcome: "done" | "failed";
      readonly detail: string;
    };

export type CommandsEffect =
  | { readonly type: "keep"; readonly kept: KeptCommands }
  | { readonly type: "carry-out"; readonly command: MetCommand }
  /** Something has ended that the server wants to hear of. */
  | { readonly type: "tell" };

export interface CommandsStep {
  readonly state: CommandsState;
  readonly effects: readonly CommandsEffect[];
}

/** What the device makes of its own restart is done by having restarted. */
const DONE_BY_RESTART: readonly Order["kind"][] = ["restart", "unpair"];

/** The state after a start: whatever was under way then has ended, one way or the other. */
export function openCommands(player: number, kept: KeptCommands | undefined): CommandsState {
  const { lastNumber = 0, results = [], unfinished = [] } = kept ?? {};
  const ended = unfinished.map(({ number, order }): CommandResult => {
    const isDone = DONE_BY_RESTART.includes(order.kind);
    return { number, outcome: isDone ? "done" : "failed", detail: isDone ? "restarted" : "interrupted" };
  });
  return { player, lastNumber, results: newest([...results, ...ended]), unfinished: [], queue: [], running: null };
}

/**
 * Moves the commands on by one event. Each is carried out at most once, also across restarts and statuses that come twice
 * or late: that it was met is on disk before anything is done. One at a time, in the order of their numbers.
 */
export function stepCommands(state: CommandsState, event: CommandsEvent): CommandsStep {
  switch (event.type) {
    case "told": {
      const fresh = event.commands
        .filter(({ player, number }) => player === state.player && number > state.lastNumber)
        .sort((one, other) => one.number - other.number);
      if (fresh.length === 0) return { state, effects: [] };
      const met = fresh.map(({ number, order }) => ({ number, order }));
      const queued = fresh.map(({ number, order, expiresInMs }) => ({
        number,
        order,
        expiresAtMonoMs: event.monoMs + expiresInMs,
      }));
      return keep({
        ...state,
        lastNumber: fresh.at(-1)?.number ?? state.lastNumber,
        unfinished: [...state.unfinished, ...met],
        queue: [...state.queue, ...queued],
      });
    }
    case "kept":
      return begin(state, event.monoMs);
    case "ended": {
      if (state.running !== event.number) return { state, effects: [] };
      const { number, outcome, detail } = event;
      return keep(end({ ...state, running: null }, { number, outcome, detail }), { type: "tell" });
    }
  }
}

function begin(state: CommandsState, monoMs: number): CommandsStep {
  const [next, ...rest] = state.queue;
  if (state.running !== null || next === undefined) return { state, effects: [] };
  const { number, order, expiresAtMonoMs } = next;
  if (monoMs > expiresAtMonoMs) {
    return keep(end({ ...state, queue: rest }, { number, outcome: "expired", detail: "too-late" }), { type: "tell" });
  }
  return {
    state: { ...state, queue: rest, running: number },
    effects: [{ type: "carry-out", command: { number, order } }],
  };
}

function end(state: CommandsState, result: CommandResult): CommandsState {
  return {
    ...state,
    unfinished: state.unfinished.filter(({ number }) => number !== result.number),
    results: newest([...state.results, result]),
  };
}

function newest(results: readonly CommandResult[]): CommandResult[] {
  return results.slice(-MAX_COMMANDS_TOLD);
}

function keep(state: CommandsState, ...more: CommandsEffect[]): CommandsStep {
  const { lastNumber, results, unfinished } = state;
  return { state, effects: [{ type: "keep", kept: { lastNumber, results, unfinished } }, ...more] };
}
