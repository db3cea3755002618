import { randomInt } from "node:crypto";
import type { SourceSite } from "../../../content/sources/source-site.ts";
import type { ServiceContext } from "../../context.ts";
import { insertQrLink } from "../../db/repos/qr-links.ts";
import type { Transaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";

/** Without letters and digits that are misread: a code may have to be typed. */
const ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz";
const CODE_LENGTH = 10;

/**
 * The address a slide's QR code shall hold. With a public address of our own it is a short link that stops working when
 * the slide is withdrawn, stored in `tx` with the version that names it; otherwise the article itself. Either way it can
 * never be pointed elsewhere later. Errors: `bad-input` for a destination that is not an https page of the source.
 */
export async function linkForIn(
  tx: Transaction,
  ctx: ServiceContext,
  input: { readonly editionVersionId: string; readonly destinationUrl: string; readonly site: SourceSite },
): Promise<string> {
  refuseForeignDestination(input.destinationUrl, input.site);
  const { publicUrl } = ctx.settings;
  if (publicUrl === null) return input.destinationUrl;
  const code = newCode();
  await insertQrLink(tx, {
    code,
    target_url: input.destinationUrl,
    edition_version_id: input.editionVersionId,
    created_at_ms: ctx.now(),
  });
  return new URL(`q/${code}`, publicUrl.endsWith("/") ? publicUrl : `${publicUrl}/`).href;
}

function refuseForeignDestination(destinationUrl: string, site: SourceSite): void {
  const url = URL.canParse(destinationUrl) ? new URL(destinationUrl) : undefined;
  const isOwn =
    url !== undefined &&
    url.username === "" &&
    url.password === "" &&
    (url.origin === site.baseOrigin ||
      (url.protocol === "https:" && url.port === "" && site.profile.hosts.includes(url.hostname)));
  if (!isOwn) throw new DomainError("bad-input", "sources.bad-destination", {}, { host: url?.host ?? null });
}

function newCode(): string {
  return Array.from({ length: CODE_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
}
