import { DomainError } from "../../errors.ts";
import type { AiringStanding } from "./airing-standing.ts";

/** Throws `conflict`, or `expired`, unless the document still waits for decisions. */
export function refuseUndecidable(standing: AiringStanding): void {
  const details = { airingSha256: standing.airingSha256 };
  switch (standing.state) {
    case "waiting":
      return;
    case "approved":
      throw new DomainError("conflict", "approval.already-approved", {}, details);
    case "rejected":
      throw new DomainError("conflict", "approval.rejected", {}, details);
    case "withdrawn":
      throw new DomainError("conflict", "approval.withdrawn", {}, details);
    case "expired":
      throw new DomainError("expired", "approval.ended", {}, details);
    case "damaged":
      throw new DomainError("conflict", "approval.damaged", {}, details);
  }
}
