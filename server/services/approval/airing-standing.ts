import { AiringDocument } from "../../../schemas/airing-document.ts";
import { Envelope } from "../../../schemas/envelope.ts";
import type { RootDocument } from "../../../schemas/root-document.ts";
import { approvingPersons, judgeAiring } from "../../../schemas/trust/airing-approval.ts";
import { parseCanonical } from "../../../schemas/trust/signed-document.ts";
import type { ServiceContext } from "../../context.ts";
import { type AiringRow, type ApprovalRow, listApprovals } from "../../db/repos/airing-documents.ts";
import { listWithdrawalsNaming, type WithdrawalRow } from "../../db/repos/withdrawals.ts";
import { sha256Hex } from "../../sha256.ts";
import { currentRoot } from "../trust/current-root.ts";

/**
 * `damaged`: the stored document or one of its approvals is no longer what was signed; it never counts as approved.
 * `expired`: its last instant has passed, however many approved it.
 */
export type AiringState = "waiting" | "approved" | "rejected" | "withdrawn" | "expired" | "damaged";

/** How one airing document stands, by the same judgement that a player makes. */
export interface AiringStanding {
  readonly airingSha256: string;
  readonly row: AiringRow;
  readonly state: AiringState;
  /** null when the stored text is no longer the one that was submitted. */
  readonly document: AiringDocument | null;
  readonly approvals: readonly ApprovalRow[];
  /** Distinct persons that must approve. */
  readonly needed: number;
  readonly withdrawal: { readonly reason: string; readonly atMs: number; readonly byPersonId: string | null } | null;
}

/** Judges each document anew from its stored bytes and signatures. Inside a transaction pass `{ db: tx, now }`. */
export async function airingStandings(
  ctx: Pick<ServiceContext, "db" | "now">,
  rows: readonly AiringRow[],
): Promise<Map<string, AiringStanding>> {
  const standings = new Map<string, AiringStanding>();
  if (rows.length === 0) return standings;
  const { document: root } = await currentRoot(ctx);
  const approvals = await listApprovals(
    ctx.db,
    rows.map((row) => row.sha256),
  );
  const documents = new Map(rows.map((row) => [row.sha256, readDocument(row)]));
  const withdrawals = await listWithdrawalsNaming(ctx.db, {
    airingSha256s: rows.map((row) => row.sha256),
    renditionSha256s: [...documents.values()].flatMap((document) => renditionsOf(document)),
  });
  for (const row of rows) {
    const document = documents.get(row.sha256) ?? null;
    const own = approvals.filter((approval) => approval.airing_sha256 === row.sha256);
    const withdrawal = withdrawals.find(
      (entry) =>
        entry.airing_sha256 === row.sha256 ||
        renditionsOf(document).some((sha256) => sha256 === entry.rendition_sha256),
    );
    standings.set(row.sha256, {
      airingSha256: row.sha256,
      row,
      state: await judge(row, document, own, withdrawal, root, ctx.now()),
      document,
      approvals: own,
      needed: root.approvalThreshold,
      withdrawal:
        withdrawal === undefined
          ? null
          : { reason: withdrawal.reason, atMs: withdrawal.withdrawn_at_ms, byPersonId: withdrawal.withdrawn_by },
    });
  }
  return standings;
}

async function judge(
  row: AiringRow,
  document: AiringDocument | null,
  approvals: readonly ApprovalRow[],
  withdrawal: WithdrawalRow | undefined,
  root: RootDocument,
  atMs: number,
): Promise<AiringState> {
  if (withdrawal !== undefined) return "withdrawn";
  if (document === null) return "damaged";
  if (row.rejected_at_ms !== null) return "rejected";
  const bundle = { document: row.document, approvals: approvals.flatMap(readEnvelope) };
  const persons = await approvingPersons(bundle, row.sha256, root);
  if (approvals.some((approval) => !persons.has(approval.person_id))) return "damaged";
  if (document.notAfterMs !== null && document.notAfterMs <= atMs) return "expired";
  const siteId = document.scope.kind === "sites" ? (document.scope.siteIds[0] ?? null) : null;
  const verdict = await judgeAiring(bundle, row.sha256, siteId, root, sha256Hex);
  if (verdict.ok) return "approved";
  return verdict.reason === "too-few-approvers" ? "waiting" : "damaged";
}

function readDocument(row: AiringRow): AiringDocument | null {
  if (sha256Hex(row.document) !== row.sha256) return null;
  const opened = parseCanonical(row.document, AiringDocument);
  return opened.ok ? opened.document : null;
}

/** The approval's envelope, or nothing when the stored text is no envelope any more. */
export function readEnvelope(approval: Pick<ApprovalRow, "envelope_json">): Envelope[] {
  let data: unknown;
  try {
    data = JSON.parse(approval.envelope_json);
  } catch {
    return [];
  }
  const parsed = Envelope.safeParse(data);
  return parsed.success ? [parsed.data] : [];
}

function renditionsOf(document: AiringDocument | null): string[] {
  return document?.renditions.map((rendition) => rendition.sha256) ?? [];
}
