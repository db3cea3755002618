import { NamedDaypart, NamedDaypartInput } from "../../../schemas/entry-timing.ts";
import { canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import type { DaypartRow } from "../../db/repos/dayparts.ts";
import { badInput } from "../rule-refusal.ts";

const Lists = NamedDaypart.pick({ weekdays: true, windows: true, exceptions: true });

/** The daypart that is meant, in its stored form. Errors: `bad-input`, saying what is wrong. */
export function parseDaypart(input: unknown): NamedDaypartInput {
  const parsed = NamedDaypartInput.safeParse(input);
  if (!parsed.success) throw badInput(parsed.error, "schedule.bad-daypart");
  return parsed.data;
}

/** A named daypart as its row holds it. */
export function daypartColumns(daypart: NamedDaypartInput) {
  return {
    name: daypart.name,
    weekdays_json: canonicalJson(daypart.weekdays),
    windows_json: canonicalJson(daypart.windows),
    exceptions_json: canonicalJson(daypart.exceptions),
  };
}

/** A daypart row as a schedule holds it. */
export function namedDaypart(row: DaypartRow): NamedDaypart {
  const read = (json: string): unknown => JSON.parse(json);
  const lists = Lists.parse({
    weekdays: read(row.weekdays_json),
    windows: read(row.windows_json),
    exceptions: read(row.exceptions_json),
  });
  return { id: row.id, name: row.name, ...lists };
}
