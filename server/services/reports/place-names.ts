import type { Gate } from "../../../schemas/reference/gate.ts";
import type { Province, ProvinceCode } from "../../../schemas/reference/province.ts";
import { addDays } from "../../../schemas/rules/zoned-time.ts";
import type { ReportSpan } from "./report-period.ts";

/** Communes as they are known bear the names of this day on. */
const COMMUNES_FROM = "2025-07-01";

/**
 * Where a gate lies, under the names that held in the span: one that was renamed or joined to another within it is told
 * with both names and the days of each.
 */
export function placeName(gate: Gate, provinces: readonly Province[], span: ReportSpan): string {
  const isNow = span.toDate >= COMMUNES_FROM;
  const names = namesIn([...rowsOf(gate.provinceBefore2025, provinces), ...rowsOf(gate.province, provinces)], span);
  const commune = isNow && gate.commune !== null ? [gate.commune.nameVi] : [];
  const one = names.length === 1;
  const told = names.map(({ name, fromDate, untilDate }) => (one ? name : `${name} (${daysOf(fromDate, untilDate)})`));
  return [...commune, ...told].join(", ");
}

function rowsOf({ scheme, code }: ProvinceCode, provinces: readonly Province[]): Province[] {
  return provinces.filter((row) => row.scheme === scheme && row.code === code);
}

interface DatedName {
  readonly name: string;
  readonly shortName: string;
  /** Within the span, both included; null: from its first day, until its last. */
  readonly fromDate: string | null;
  readonly untilDate: string | null;
}

/** The names in force on any day of the span, oldest first; one that stays the same over a change stands once. */
function namesIn(rows: readonly Province[], { fromDate, toDate }: ReportSpan): DatedName[] {
  const names: DatedName[] = [];
  let isFull = true;
  for (const { validFrom, validTo, fullNameVi, nameVi } of rows) {
    if ((validFrom ?? "") > toDate || (validTo ?? "9999") <= fromDate) continue;
    const name = (fullNameVi ?? nameVi).normalize("NFC");
    const shortName = nameVi.normalize("NFC");
    const untilDate = validTo === null || validTo > toDate ? null : addDays(validTo, -1);
    const before = names.at(-1);
    // Of some only the short name of before is known: then nobody can say that the full one changed.
    const isSame = before?.name === name || (before?.shortName === shortName && !(isFull && fullNameVi !== null));
    isFull = fullNameVi !== null;
    const begins = validFrom === null || validFrom <= fromDate ? null : validFrom;
    if (isSame) names.splice(-1, 1, { name, shortName, fromDate: before?.fromDate ?? null, untilDate });
    else names.push({ name, shortName, fromDate: begins, untilDate });
  }
  return names;
}

function daysOf(fromDate: string | null, untilDate: string | null): string {
  const day = (date: string) => date.split("-").reverse().join("/");
  const parts = [
    ...(fromDate === null ? [] : [`từ ${day(fromDate)}`]),
    ...(untilDate === null ? [] : [`đến ${day(untilDate)}`]),
  ];
  return parts.join(" ");
}
