import { PlayNames } from "../../db/repos/play-names.ts";
import { createHeldItems, type HeldItems } from "./held-items.ts";

/** What a ledger keeps from one round to the next, so as not to ask the database again; all of it stays true. */
export interface LedgerMemory {
  readonly held: HeldItems;
  readonly names: PlayNames;
}

export function createLedgerMemory(): LedgerMemory {
  return { held: createHeldItems(), names: new PlayNames() };
}
