import { AiringDocument } from "../../../schemas/airing-document.ts";
import type { ServiceContext } from "../../context.ts";
import { listAiringsOfVersions } from "../../db/repos/airing-documents.ts";
import { findQrLink } from "../../db/repos/qr-links.ts";
import { addScan } from "../../db/repos/report-sources.ts";
import { listWithdrawalsNaming } from "../../db/repos/withdrawals.ts";

export type FollowedLink =
  | { readonly kind: "target"; readonly url: string }
  /** What bore the code was taken off the screens. */
  | { readonly kind: "withdrawn" }
  | { readonly kind: "unknown" };

/** Where a code leads now. Anyone may ask; that it was asked is counted by the hour, nothing about who asks is kept. */
export async function followLink(ctx: Pick<ServiceContext, "db" | "now">, code: string): Promise<FollowedLink> {
  const link = await findQrLink(ctx.db, code);
  if (link === undefined) return { kind: "unknown" };
  const airings = await listAiringsOfVersions(ctx.db, [link.edition_version_id]);
  const documents = airings.map((airing) => AiringDocument.parse(JSON.parse(airing.document)));
  const withdrawals = await listWithdrawalsNaming(ctx.db, {
    airingSha256s: airings.map((airing) => airing.sha256),
    renditionSha256s: documents.flatMap(({ renditions }) => renditions.map(({ sha256 }) => sha256)),
  });
  if (withdrawals.length > 0) return { kind: "withdrawn" };
  await addScan(ctx.db, code, ctx.now());
  return { kind: "target", url: link.target_url };
}
