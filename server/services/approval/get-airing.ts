import type { ServiceContext } from "../../context.ts";
import { findAiringRow, listUndecidedAirings } from "../../db/repos/airing-documents.ts";
import { DomainError } from "../../errors.ts";
import { type Page, pageOf } from "../page.ts";
import { canApproveTogether } from "../people/distinct-persons.ts";
import { requireRole } from "../people/require-role.ts";
import { currentRoot } from "../trust/current-root.ts";
import { type AiringStanding, airingStandings } from "./airing-standing.ts";
import { type AiringView, airingViews } from "./airing-view.ts";
import { createWaitingExplainer } from "./explain-waiting.ts";

const MAX_AIRINGS_PAGE = 100;

/** Whether the person who looks may approve, and if not, why. */
export type OwnDecision = "may-approve" | "already-approved" | "not-distinct" | "not-approver" | "decided";

/** One airing document with everything an approver must see. Errors: `not-found`. */
export async function getAiring(
  ctx: ServiceContext,
  input: { airingSha256: string },
): Promise<AiringView & { readonly own: OwnDecision }> {
  requireRole(ctx, "editor", "approver", "administrator");
  const row = await findAiringRow(ctx.db, input.airingSha256);
  const standing = row && (await airingStandings(ctx, [row])).get(row.sha256);
  const [view] = standing === undefined ? [] : await airingViews(ctx, [standing], await createWaitingExplainer(ctx));
  if (standing === undefined || view === undefined) {
    throw new DomainError("not-found", "error.not-found", {}, { ...input });
  }
  return { ...view, own: await ownDecision(ctx, standing) };
}

/** Items that wait for approvals, oldest first. Errors: `bad-input` for a cursor that no page gave. */
export async function listWaitingAirings(
  ctx: ServiceContext,
  input: { cursor?: string | undefined; limit?: number | undefined } = {},
): Promise<Page<AiringView & { readonly own: OwnDecision }>> {
  requireRole(ctx, "editor", "approver", "administrator");
  const limit = Math.min(input.limit ?? 50, MAX_AIRINGS_PAGE);
  const { document: root } = await currentRoot(ctx);
  const rows = await listUndecidedAirings(ctx.db, {
    threshold: root.approvalThreshold,
    after: readCursor(input.cursor),
    limit: limit + 1,
  });
  const page = pageOf(
    rows,
    limit,
    (row) => `${row.submitted_at_ms}.${row.sha256}`,
    (row) => row,
  );
  const judged = await airingStandings(ctx, page.items);
  const standings = page.items.flatMap((row) => judged.get(row.sha256) ?? []).filter((it) => it.state === "waiting");
  const views = await airingViews(ctx, standings, await createWaitingExplainer(ctx));
  const items = [];
  for (const [index, view] of views.entries()) {
    const standing = standings[index];
    if (standing !== undefined) items.push({ ...view, own: await ownDecision(ctx, standing) });
  }
  return { items, nextCursor: page.nextCursor };
}

async function ownDecision(ctx: ServiceContext, standing: AiringStanding): Promise<OwnDecision> {
  if (standing.state !== "waiting") return "decided";
  if (ctx.actor.kind !== "person" || !ctx.actor.roles.has("approver")) return "not-approver";
  const { personId } = ctx.actor;
  for (const approval of standing.approvals) {
    if (approval.person_id === personId) return "already-approved";
    const { person_id, approved_at_ms } = approval;
    if (!(await canApproveTogether(ctx, person_id, personId, approved_at_ms))) return "not-distinct";
  }
  return "may-approve";
}

function readCursor(cursor: string | undefined): { submittedAtMs: number; sha256: string } | null {
  if (cursor === undefined) return null;
  const match = /^(\d{1,15})\.([0-9a-f]{64})$/.exec(cursor);
  if (match === null) throw new DomainError("bad-input", "error.bad-input", { what: "cursor" });
  return { submittedAtMs: Number(match[1]), sha256: match[2] ?? "" };
}
