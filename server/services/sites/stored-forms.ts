import { z } from "zod";
import { Tag } from "../../../schemas/entry-target.ts";
import { LanguageMix } from "../../../schemas/language-mix.ts";
import { type DatedHours, OperatingHours } from "../../../schemas/operating-hours.ts";
import type { SiteHoursRow } from "../../db/repos/site-hours.ts";

const StoredMix = z.union([LanguageMix, z.tuple([])]);
const StoredTags = z.array(Tag);

/** A language mix as its row holds it; empty where none was ever chosen. */
export function storedMix(json: string): LanguageMix {
  return [...StoredMix.parse(JSON.parse(json))];
}

/** Labels as their row holds them, sorted. */
export function storedTags(json: string): string[] {
  return json === "[]" ? [] : StoredTags.parse(JSON.parse(json));
}

/** Operating hours as their row holds them. */
export function storedHours(row: Pick<SiteHoursRow, "from_date" | "hours_json">): DatedHours {
  return { fromDate: row.from_date, hours: OperatingHours.parse(JSON.parse(row.hours_json)) };
}
