import { X509Certificate } from "node:crypto";
import { join } from "node:path";
import { type DetailedPeerCertificate, rootCertificates, type TLSSocket } from "node:tls";
import * as z from "zod";
import { Sha256 } from "../../../schemas/primitives.ts";
import { openTwinFile } from "../ports/twin-file.ts";
import { type CertificateVerdict, judgeCertificate, keySha256 } from "./server-certificate.ts";

const Pin = z.strictObject({ anchorSha256: Sha256 });
const LONGEST_CHAIN = 8;

/** Which TLS server this player believes. */
export interface ServerTrust {
  /** Certificates, as PEM, at which a server's path may end. */
  readonly authorities: readonly string[];
  judge(socket: TLSSocket, host: string): CertificateVerdict;
  /** From now on only a path to the key that the last good connection led to is believed. */
  pin(): Promise<void>;
}

/**
 * Trust in the server, from `<dataDir>/server-pin.{a,b}`. Before pairing the well-known authorities count, or `givenPem`
 * alone when the operator gave one (a private authority, or the server's own certificate). Pairing pins the key at the
 * end of the path. A certificate given by hand stands above the pin: it is the way back after a change of authority.
 */
export async function openServerTrust(options: {
  dataDir: string;
  givenPem: string | undefined;
  /** The instant by which certificates are judged: never before the time floor. */
  nowMs: () => number;
  /** The well-known authorities, as PEM; those Node brings when left out. */
  wellKnown?: readonly string[];
}): Promise<ServerTrust> {
  const { dataDir, givenPem, nowMs, wellKnown = rootCertificates } = options;
  const file = openTwinFile(join(dataDir, "server-pin"));
  const text = await file.read();
  let pinSha256 = text === undefined ? null : Pin.parse(JSON.parse(text)).anchorSha256;
  const authorities = givenPem === undefined ? wellKnown : splitPem(givenPem);
  let anchors: readonly X509Certificate[] | undefined;
  let lastAnchor: string | undefined;
  const readAnchors = () => {
    const all = authorities.map((pem) => new X509Certificate(pem));
    return givenPem !== undefined || pinSha256 === null ? all : all.filter((anchor) => keySha256(anchor) === pinSha256);
  };
  return {
    authorities,
    judge(socket, host) {
      anchors ??= readAnchors();
      const verdict = judgeCertificate({
        chain: chainOf(socket),
        anchors,
        pinSha256: givenPem === undefined ? pinSha256 : null,
        host,
        atMs: nowMs(),
        libraryCode: codeOf(socket),
      });
      if (verdict.ok) lastAnchor = verdict.anchorSha256;
      return verdict;
    },
    async pin() {
      if (lastAnchor === undefined) return;
      await file.write(JSON.stringify({ anchorSha256: lastAnchor }));
      pinSha256 = lastAnchor;
      anchors = undefined;
    },
  };
}

function splitPem(pem: string): string[] {
  const found = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
  if (found === null) throw new Error("The file of the server's authority holds no certificate in PEM form.");
  return found;
}

function chainOf(socket: TLSSocket): X509Certificate[] {
  const chain: X509Certificate[] = [];
  let certificate: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  while (certificate?.raw !== undefined && chain.length < LONGEST_CHAIN) {
    const { raw, issuerCertificate }: DetailedPeerCertificate = certificate;
    chain.push(new X509Certificate(raw));
    // The last of a chain names itself as its issuer.
    certificate = issuerCertificate === certificate ? undefined : issuerCertificate;
  }
  return chain;
}

/** OpenSSL's verdict. Node adds its own about the name, which is judged anew with everything else. */
function codeOf(socket: TLSSocket): string | null {
  if (socket.authorized) return null;
  const error: unknown = socket.authorizationError;
  const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
  return code === "ERR_TLS_CERT_ALTNAME_INVALID" ? null : code;
}
