import { CivilDate, humanText } from "../../../schemas/primitives.ts";
import type { Database, ServiceContext } from "../../context.ts";
import {
  findTraffic,
  insertTraffic,
  listNamedSites,
  listTrafficOf,
  retireTraffic,
  type TrafficRow,
} from "../../db/repos/indicator-inputs.ts";
import { type Transaction, withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { newId } from "../../new-id.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { personIdOrNull, requireRole } from "../people/require-role.ts";

/** Lines taken at once. */
export const MAX_TRAFFIC_LINES = 2_000;
const MOST_PEOPLE = 1_000_000_000;
const Source = humanText(200);

/** How many people passed a site on some days, both included, and who counted. */
export interface TrafficLine {
  /** Its id, the id of its gate, or its name. */
  readonly site: string;
  readonly fromDate: string;
  readonly toDate: string;
  readonly people: number;
  readonly source: string;
}

/**
 * Keeps how many people passed sites: all lines, or none. A line with exactly the days of one that is there replaces it.
 * Errors: `bad-input` and `conflict`, naming the line, `too-large`.
 */
export async function enterTraffic(ctx: ServiceContext, input: { lines: readonly TrafficLine[] }): Promise<number> {
  requireRole(ctx, "editor", "approver", "administrator");
  const { lines } = input;
  if (lines.length === 0) throw new DomainError("bad-input", "indicators.no-lines");
  if (lines.length > MAX_TRAFFIC_LINES) {
    throw new DomainError("too-large", "indicators.too-many-lines", { most: MAX_TRAFFIC_LINES });
  }
  const siteIdOf = await siteNames(ctx.db);
  return withTransaction(ctx.db, async (tx) => {
    for (const [index, line] of lines.entries()) {
      const siteId = siteIdOf(line.site);
      if (siteId === undefined) {
        throw new DomainError("bad-input", "indicators.no-site", { line: index + 1, site: line.site.slice(0, 80) });
      }
      await keepLine(tx, ctx, siteId, line, index + 1);
    }
    return lines.length;
  });
}

/** Takes a count away from reports that are not locked. Repeating it changes nothing. Errors: `not-found`. */
export async function endTraffic(ctx: ServiceContext, input: { trafficId: string }): Promise<void> {
  requireRole(ctx, "editor", "approver", "administrator");
  await withTransaction(ctx.db, async (tx) => {
    const row = await findTraffic(tx, input.trafficId);
    if (row === undefined) throw new DomainError("not-found", "error.not-found");
    if (row.retired_at_ms !== null) return;
    await retireTraffic(tx, row.id, ctx.now());
    await recordAudit(tx, ctx, { action: "end-traffic", noun: "gate-traffic", nounId: row.id });
  });
}

async function keepLine(
  tx: Transaction,
  ctx: ServiceContext,
  siteId: string,
  input: TrafficLine,
  line: number,
): Promise<void> {
  const row = rowOf(ctx, siteId, input, line);
  const dates = { fromDate: row.from_date, toDate: row.to_date };
  for (const known of await listTrafficOf(tx, [siteId], dates, row.entered_at_ms)) {
    const isSame = known.from_date === row.from_date && known.to_date === row.to_date;
    if (!isSame) throw new DomainError("conflict", "indicators.overlap", { line });
    await retireTraffic(tx, known.id, row.entered_at_ms);
  }
  await insertTraffic(tx, row);
  const detail = { siteId, ...dates, people: row.people, source: row.source };
  await recordAudit(tx, ctx, { action: "enter-traffic", noun: "gate-traffic", nounId: row.id, detail });
}

function rowOf(ctx: ServiceContext, siteId: string, input: TrafficLine, line: number): TrafficRow {
  const [fromDate, toDate] = [CivilDate.safeParse(input.fromDate), CivilDate.safeParse(input.toDate)];
  const source = Source.safeParse(input.source);
  const isCount = Number.isInteger(input.people) && input.people >= 0 && input.people <= MOST_PEOPLE;
  if (!fromDate.success || !toDate.success || !source.success || source.data === "" || !isCount) {
    throw new DomainError("bad-input", "indicators.bad-line", { line });
  }
  if (fromDate.data > toDate.data) throw new DomainError("bad-input", "indicators.bad-days", { line });
  const atMs = ctx.now();
  return {
    ...{ id: newId(atMs), site_id: siteId, from_date: fromDate.data, to_date: toDate.data, people: input.people },
    ...{ source: source.data, entered_by: personIdOrNull(ctx), entered_at_ms: atMs, retired_at_ms: null },
  };
}

/** Finds a site by what people call it; a name that two sites have finds neither. */
async function siteNames(db: Database): Promise<(said: string) => string | undefined> {
  const ids = new Map<string, Set<string>>();
  const plain = (name: string) => name.normalize("NFC").trim().toLocaleLowerCase("vi");
  for (const { id, gate_id, name_vi, name_en } of await listNamedSites(db)) {
    for (const name of [id, gate_id ?? id, name_vi, name_en].map(plain)) {
      ids.set(name, (ids.get(name) ?? new Set()).add(id));
    }
  }
  return (said) => {
    const found = [...(ids.get(plain(said)) ?? [])];
    return found.length === 1 ? found[0] : undefined;
  };
}
