import { DOCUMENT_TYPES, type Envelope } from "../envelope.ts";
import { LiftDocument, type Withdrawal } from "../manifest.ts";
import type { RootDocument } from "../root-document.ts";
import { personsInOffice } from "./persons-in-office.ts";
import { parseCanonical } from "./signed-document.ts";

/** The distinct approvers in office who said that this withdrawal may be lifted. */
export function liftingPersons(
  withdrawal: Pick<Withdrawal, "airingSha256" | "withdrawnAtMs">,
  lifts: readonly Envelope[],
  root: RootDocument,
): Promise<Set<string>> {
  return personsInOffice(lifts, DOCUMENT_TYPES.lift, root, (text) => {
    const opened = parseCanonical(text, LiftDocument);
    if (!opened.ok) return undefined;
    const { airingSha256, withdrawnAtMs, personId, liftedAtMs } = opened.document;
    if (airingSha256 !== withdrawal.airingSha256 || withdrawnAtMs !== withdrawal.withdrawnAtMs) return undefined;
    return liftedAtMs < withdrawnAtMs ? undefined : { personId, atMs: liftedAtMs };
  });
}

/**
 * The withdrawals of a list that stand: all but those that as many distinct approvers as an approval needs have lifted,
 * each since it was made. A rendition stays withdrawn for good: nobody approved it by itself.
 */
export async function standingWithdrawals(entries: readonly Withdrawal[], root: RootDocument): Promise<Withdrawal[]> {
  const needed = Math.max(2, root.approvalThreshold);
  const standing: Withdrawal[] = [];
  for (const entry of entries) {
    const lifts = entry.airingSha256 === null ? [] : (entry.lifts ?? []);
    const isLifted = lifts.length >= needed && (await liftingPersons(entry, lifts, root)).size >= needed;
    if (!isLifted) standing.push(entry);
  }
  return standing;
}
