import { z } from "zod";
import { canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import { sha256Hex } from "../../sha256.ts";

/** Texts as they were stored before step 8, frozen here: the schemas in use go on changing. */
const Daypart = z.object({
  weekdays: z.array(z.int()),
  windows: z.array(z.object({ fromLocal: z.string(), untilLocal: z.string() })),
});
const Target = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("everywhere") }),
  z.object({ kind: z.literal("sites"), siteIds: z.array(z.string()) }),
  z.object({ kind: z.literal("screens"), screenIds: z.array(z.string()) }),
]);
const Entry = z.object({
  id: z.string(),
  name: z.string(),
  layer: z.string(),
  playlistId: z.string(),
  target: Target,
  fromDate: z.string(),
  untilDate: z.string().nullable(),
  daypart: Daypart.nullable(),
  sharePpm: z.int().nullable(),
});
const Snapshot = z.object({
  type: z.literal("schedule"),
  playlists: z.array(z.object({ id: z.string(), name: z.string(), storyIds: z.array(z.string()) })),
  entries: z.array(Entry),
});

/** A list of language tags as a mix of equal shares without minimum; the first have what does not divide. */
export function equalShares(languagesJson: string): string {
  const languages = z.array(z.string()).parse(JSON.parse(languagesJson));
  const sharePpm = Math.floor(1_000_000 / languages.length);
  const left = 1_000_000 - sharePpm * languages.length;
  return canonicalJson(
    languages.map((language, index) => ({ language, sharePpm: sharePpm + (index < left ? 1 : 0), minimumPpm: 0 })),
  );
}

/** A target of ids as the filter that means the same. */
export function newTarget(targetJson: string): string {
  return canonicalJson(targetOf(Target.parse(JSON.parse(targetJson))));
}

/** A daypart as hours, without recurrence or exceptions. */
export function newTiming(daypartJson: string | null): string {
  return canonicalJson(timingOf(daypartJson === null ? null : Daypart.parse(JSON.parse(daypartJson))));
}

/** A share as the claim it is. */
export function newAirtime(sharePpm: number | null): string {
  return canonicalJson(airtimeOf(sharePpm));
}

/** A published schedule in the new form, with its hash. */
export function newSnapshot(snapshotJson: string): { text: string; sha256: string } {
  const { type, playlists, entries } = Snapshot.parse(JSON.parse(snapshotJson));
  const text = canonicalJson({
    type,
    playlists,
    dayparts: [],
    entries: entries.map(({ daypart, sharePpm, target, ...entry }) => ({
      ...entry,
      target: targetOf(target),
      ...timingOf(daypart),
      ...airtimeOf(sharePpm),
      reviewDate: null,
      lock: null,
    })),
  });
  return { text, sha256: sha256Hex(text) };
}

function targetOf(target: z.infer<typeof Target>) {
  if (target.kind === "everywhere") return { anyOf: [{ allOf: [] }] };
  const [field, ids] = target.kind === "sites" ? ["site", target.siteIds] : ["screen", target.screenIds];
  return { anyOf: [{ allOf: [{ field, is: true, values: [...new Set(ids)].sort() }] }] };
}

function timingOf(daypart: z.infer<typeof Daypart> | null) {
  const hours = daypart === null ? { kind: "always" } : { kind: "own", daypart };
  return { recurrence: null, hours, exceptions: [] };
}

function airtimeOf(sharePpm: number | null) {
  const claim = sharePpm === null ? null : { kind: "share", sharePpm };
  return { claim, capPpm: null, spacingMs: null, order: "rotate" };
}
