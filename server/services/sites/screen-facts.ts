import type { ScreenFacts } from "../../../schemas/entry-target.ts";
import type { Gate } from "../../../schemas/reference/gate.ts";
import type { CompiledScreenRow } from "../../db/repos/manifests.ts";
import { storedTags } from "./stored-forms.ts";

/** What targets are held against: the screen's place and labels, and what the reference says of its gate. */
export function screenFacts(row: CompiledScreenRow, gates: ReadonlyMap<string, Gate>): ScreenFacts {
  const gate = row.gate_id === null ? undefined : gates.get(row.gate_id);
  const tags = [...storedTags(row.screen_tags_json), ...storedTags(row.site_tags_json)];
  return {
    screenId: row.screen_id,
    clusterId: row.cluster_id,
    siteId: row.site_id,
    tags: [...new Set(tags)].sort(),
    siteKind: gate?.kind ?? null,
    province: gate?.province.code ?? null,
    neighbour: gate?.neighbour ?? null,
  };
}
