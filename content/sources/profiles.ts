import type { SourceProfile } from "./source-profile.ts";
import { vietnamVn } from "./vietnamvn/profile.ts";

/** Every publisher that can be imported from, by profile id. */
const profiles: ReadonlyMap<string, SourceProfile> = new Map([[vietnamVn.id, vietnamVn]]);

/** The profile of that id, or `undefined`. */
export function findProfile(id: string): SourceProfile | undefined {
  return profiles.get(id);
}
