import { CivilDate } from "../../schemas/primitives.ts";
import { DomainError } from "../errors.ts";
import { MAX_TRAFFIC_LINES, type TrafficLine } from "../services/indicators/enter-traffic.ts";

/** A file of the longest lines that are taken stays below. */
const MAX_CHARACTERS = 500_000;
const DAY = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/;
const COUNT = /^\d{1,3}(?:[.,\u00a0 ]\d{3})+$|^\d{1,10}$/;

/**
 * Lines of a spreadsheet as they are pasted or saved: site, first and last day, people, source, parted by tabs, semicolons
 * or commas. A head and empty lines are left out. Errors: `too-large`, `bad-input` naming the first line that cannot be read.
 */
export function readTrafficLines(text: string): TrafficLine[] {
  const lines = text.length > MAX_CHARACTERS ? null : text.replace(/^\ufeff/, "").split(/\r\n?|\n/);
  const filled = lines?.flatMap((line, index) => (line.trim() === "" ? [] : [{ line, number: index + 1 }])) ?? null;
  if (filled === null || filled.length > MAX_TRAFFIC_LINES + 1) {
    throw new DomainError("too-large", "indicators.too-many-lines", { most: MAX_TRAFFIC_LINES });
  }
  return filled.flatMap(({ line, number }, place): TrafficLine[] => {
    const fields = fieldsOf(line);
    const [site = "", from = "", to = "", people = "", source = ""] = fields;
    const [fromDate, toDate] = [dateOf(from), dateOf(to)];
    const isRead = fromDate !== undefined && toDate !== undefined && COUNT.test(people);
    if (isRead && fields.length <= 5) {
      return [{ site, fromDate, toDate, people: Number(people.replace(/\D/g, "")), source: source || "CSV" }];
    }
    // The first line may be a head: then none of its fields is a date or a number.
    if (place === 0 && fields.length >= 4 && !/\d/.test(from + to + people)) return [];
    throw new DomainError("bad-input", "indicators.bad-line", { line: number });
  });
}

/** Fields in quotes may hold the separator, and two quotes for one. */
function fieldsOf(line: string): string[] {
  const separator = ["\t", ";"].find((one) => line.includes(one)) ?? ",";
  const fields: string[] = [];
  for (let at = 0; at <= line.length; ) {
    const quoted = /^"((?:[^"]|"")*)"/.exec(line.slice(at));
    const end = line.indexOf(separator, at + (quoted?.[0].length ?? 0));
    const until = end < 0 ? line.length : end;
    fields.push((quoted?.[1]?.replaceAll('""', '"') ?? line.slice(at, until)).normalize("NFC").trim());
    at = until + 1;
  }
  return fields;
}

function dateOf(typed: string): string | undefined {
  const match = DAY.exec(typed);
  const [, day = "", month = "", year = ""] = match ?? [];
  const date = match === null ? typed : `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  return CivilDate.safeParse(date).success ? date : undefined;
}
