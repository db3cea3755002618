import type { AiringDocument } from "../../../schemas/airing-document.ts";
import type { ManifestItem, Withdrawal } from "../../../schemas/manifest.ts";
import type { TemplateReference } from "../../../schemas/slide.ts";
import type { AiringVerdict } from "../../../schemas/trust/airing-approval.ts";

/** Everything that is withdrawn, by what it names. */
export interface WithdrawnSet {
  readonly airings: ReadonlySet<string>;
  readonly renditions: ReadonlySet<string>;
}

export function withdrawnSet(entries: readonly Withdrawal[]): WithdrawnSet {
  return {
    airings: new Set(entries.flatMap(({ airingSha256 }) => (airingSha256 === null ? [] : [airingSha256]))),
    renditions: new Set(entries.flatMap(({ renditionSha256 }) => (renditionSha256 === null ? [] : [renditionSha256]))),
  };
}

/** What is known here about one item of the manifest. */
export interface ShowFacts {
  readonly item: ManifestItem;
  /** What approvals say of its airing document; `undefined` while it has not been fetched. */
  readonly verdict: AiringVerdict | undefined;
  readonly isTemplateKnown: (template: TemplateReference) => boolean;
  readonly hasBytes: (sha256: string) => boolean;
  /** `null`: the list of withdrawals cannot be read, so anything may be withdrawn. */
  readonly withdrawn: WithdrawnSet | null;
}

export type ShowDecision =
  | { readonly ok: true; readonly document: AiringDocument }
  | { readonly ok: false; readonly reason: string };

/**
 * The one place that decides whether an item of a verified manifest may reach the glass: approvals cover exactly its
 * airing document, the manifest says the same as the document, this player knows the template, holds verified bytes,
 * and nothing of it is withdrawn. Dates are the business of the slot.
 */
export function mayShow({ item, verdict, isTemplateKnown, hasBytes, withdrawn }: ShowFacts): ShowDecision {
  if (withdrawn === null) return { ok: false, reason: "withdrawals-unknown" };
  if (withdrawn.airings.has(item.airingSha256)) return { ok: false, reason: "withdrawn" };
  if (verdict === undefined) return { ok: false, reason: "document-missing" };
  if (!verdict.ok) return { ok: false, reason: verdict.reason };
  const { document } = verdict;
  if (!saysTheSame(item, document)) return { ok: false, reason: "manifest-differs" };
  if (document.renditions.some(({ sha256 }) => withdrawn.renditions.has(sha256))) {
    return { ok: false, reason: "withdrawn" };
  }
  if (document.template !== null && !isTemplateKnown(document.template))
    return { ok: false, reason: "template-unknown" };
  if (!document.renditions.every(({ sha256 }) => hasBytes(sha256))) return { ok: false, reason: "media-missing" };
  return { ok: true, document };
}

function saysTheSame(item: ManifestItem, document: AiringDocument): boolean {
  return (
    item.kind === document.kind &&
    item.editionVersionId === document.editionVersionId &&
    item.language === document.language &&
    item.renditions.length === document.renditions.length &&
    document.renditions.every(({ sha256 }) => item.renditions.includes(sha256))
  );
}
