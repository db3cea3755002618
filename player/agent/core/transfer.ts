/** Pieces `[first, end)` of a file. */
export interface PieceRun {
  readonly first: number;
  readonly end: number;
}

/** Where the transfer of one file stands; the pieces not named here are on the disk and right. */
export interface TransferState {
  readonly missing: readonly PieceRun[];
  /** Pieces that came wrong, and how often; each is asked for alone. */
  readonly wrong: ReadonlyMap<number, number>;
}

export interface ArrivedPiece {
  readonly index: number;
  readonly isRight: boolean;
}

export type TransferStep =
  | { readonly type: "fetch"; readonly run: PieceRun }
  /** Every piece is there: the whole is to be read again and put in its place. */
  | { readonly type: "finish" }
  /** The server's bytes are wrong. */
  | { readonly type: "give-up" };

/** Pieces asked for in one request: 16 MiB, so that limits and the hours are looked at again in between. */
const RUN_PIECES = 64;
/** A piece that is wrong so often is wrong on the server. */
const TRIES = 3;

/** A transfer of which `isRight` says, piece by piece, what an earlier one left on the disk. */
export function beginTransfer(count: number, isRight: (index: number) => boolean): TransferState {
  const missing: PieceRun[] = [];
  for (let index = 0; index < count; index += 1) {
    const last = missing.at(-1);
    if (isRight(index)) continue;
    if (last?.end === index) missing[missing.length - 1] = { first: last.first, end: index + 1 };
    else missing.push({ first: index, end: index + 1 });
  }
  return { missing, wrong: new Map() };
}

/** What is to be done now: the next run of what never came, then each wrong piece alone. */
export function nextStep({ missing, wrong }: TransferState): TransferStep {
  if ([...wrong.values()].some((tries) => tries >= TRIES)) return { type: "give-up" };
  const [run] = missing;
  if (run !== undefined) {
    return { type: "fetch", run: { first: run.first, end: Math.min(run.end, run.first + RUN_PIECES) } };
  }
  const [index] = wrong.keys();
  return index === undefined ? { type: "finish" } : { type: "fetch", run: { first: index, end: index + 1 } };
}

/** Takes in what came. A piece that was there already changes nothing; a wrong one holds up no other. */
export function stepTransfer(state: TransferState, { index, isRight }: ArrivedPiece): TransferState {
  if (!isMissing(state, index)) return state;
  const wrong = new Map(state.wrong);
  if (isRight) wrong.delete(index);
  else wrong.set(index, (wrong.get(index) ?? 0) + 1);
  return { missing: without(state.missing, index), wrong };
}

/** Whether a piece is still needed. */
export function isMissing({ missing, wrong }: TransferState, index: number): boolean {
  return wrong.has(index) || missing.some(({ first, end }) => index >= first && index < end);
}

function without(runs: readonly PieceRun[], index: number): PieceRun[] {
  return runs.flatMap(({ first, end }) => {
    if (index < first || index >= end) return [{ first, end }];
    return [
      { first, end: index },
      { first: index + 1, end },
    ].filter((run) => run.first < run.end);
  });
}
