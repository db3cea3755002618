import { createHash, type X509Certificate } from "node:crypto";
import { isIP } from "node:net";

const LONGEST_PATH = 8;
const SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1";
/** What the library says when nothing but a date is wrong by the machine's clock. */
const DATE_CODES: readonly string[] = ["CERT_HAS_EXPIRED", "CERT_NOT_YET_VALID"];

export interface PresentedChain {
  /** The server's certificate, then whatever else it sent. */
  readonly chain: readonly X509Certificate[];
  /** Certificates at which a path may end. */
  readonly anchors: readonly X509Certificate[];
  /** Key of the anchor at which it must end; `null` before pairing. */
  readonly pinSha256: string | null;
  readonly host: string;
  /** The instant by which dates are judged. */
  readonly atMs: number;
  /** OpenSSL's own verdict by the machine's clock; `null` when it found nothing wrong. */
  readonly libraryCode: string | null;
}

export type CertificateVerdict =
  | { readonly ok: true; readonly anchorSha256: string }
  | { readonly ok: false; readonly reason: string };

/**
 * Judges a server's certificate: OpenSSL found nothing wrong with it, or a date alone, and it leads over signatures that
 * verify to an anchor, the pinned one if there is a pin; the name is the server's; every date holds at `atMs`.
 */
export function judgeCertificate(presented: PresentedChain): CertificateVerdict {
  const { chain, pinSha256, host, atMs, libraryCode } = presented;
  const [leaf] = chain;
  if (leaf === undefined) return { ok: false, reason: "no-certificate" };
  if (libraryCode !== null && !DATE_CODES.includes(libraryCode)) return { ok: false, reason: libraryCode };
  const isNamed = isIP(host) === 0 ? leaf.checkHost(host) : leaf.checkIP(host);
  if (isNamed === undefined) return { ok: false, reason: "wrong-host" };
  if (leaf.keyUsage !== undefined && !leaf.keyUsage.includes(SERVER_AUTHENTICATION)) {
    return { ok: false, reason: "not-for-servers" };
  }
  const path = findPath(leaf, presented);
  const anchor = path?.at(-1);
  if (path === undefined || anchor === undefined) return { ok: false, reason: "no-path-to-an-anchor" };
  const isValid = (certificate: X509Certificate) =>
    Date.parse(certificate.validFrom) <= atMs && atMs <= Date.parse(certificate.validTo);
  if (!path.every(isValid)) return { ok: false, reason: "dates" };
  const anchorSha256 = keySha256(anchor);
  if (pinSha256 !== null && anchorSha256 !== pinSha256) return { ok: false, reason: "not-the-pinned-key" };
  return { ok: true, anchorSha256 };
}

/** SHA-256 of a certificate's public key: what is pinned, so that a renewed certificate of the same key still counts. */
export function keySha256(certificate: X509Certificate): string {
  return createHash("sha256")
    .update(certificate.publicKey.export({ type: "spki", format: "der" }))
    .digest("hex");
}

/** The shortest way from the leaf to an anchor; an anchor may be the leaf itself. */
function findPath(
  leaf: X509Certificate,
  { chain, anchors }: Pick<PresentedChain, "chain" | "anchors">,
): X509Certificate[] | undefined {
  const path = [leaf];
  for (let current = leaf; path.length <= LONGEST_PATH; ) {
    if (anchors.some(({ raw }) => raw.equals(current.raw))) return path;
    const anchor = anchors.find((candidate) => isIssuer(candidate, current));
    if (anchor !== undefined) return [...path, anchor];
    const next = chain.find((candidate) => !path.includes(candidate) && isIssuer(candidate, current));
    if (next === undefined) return undefined;
    path.push(next);
    current = next;
  }
  return undefined;
}

function isIssuer(issuer: X509Certificate, of: X509Certificate): boolean {
  return issuer.ca && of.checkIssued(issuer) && of.verify(issuer.publicKey);
}
