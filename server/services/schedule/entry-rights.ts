import type { EntryLock, ScheduleLayer } from "../../../schemas/schedule.ts";
import type { Actor } from "../../context.ts";
import type { Role } from "../../db/tables.ts";

/** What decides who may change an entry. */
export interface EntryStanding {
  readonly layer: ScheduleLayer;
  readonly lock: EntryLock | null;
}

const MAY_CHANGE = {
  own: ["editor", "province-editor", "ministry-editor"],
  province: ["province-editor", "ministry-editor"],
  ministry: ["ministry-editor"],
  override: ["province-editor", "ministry-editor"],
} as const satisfies Record<string, readonly Role[]>;

/**
 * Whether the actor may make, change, retire or restore such an entry, or change a playlist that it plays. Locked ones
 * answer to their level alone, overrides to province and ministry; the installation's own jobs may always. An update
 * must pass for the entry as it was and as it will be, so that no lock is lifted or set from outside its level.
 */
export function mayChange(actor: Actor, entry: EntryStanding): boolean {
  if (actor.kind === "system") return true;
  if (actor.kind === "anonymous") return false;
  const levels: readonly (keyof typeof MAY_CHANGE)[] = [
    "own",
    ...(entry.lock === null ? [] : [entry.lock]),
    ...(entry.layer === "override" ? (["override"] as const) : []),
  ];
  return levels.every((level) => MAY_CHANGE[level].some((role) => actor.roles.has(role)));
}
