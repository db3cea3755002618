import { isAddressLiteral, isPublicAddress, withoutBrackets } from "./public-address.ts";

/** Where one source may be fetched from. */
export interface FetchPolicy {
  /** Lower-case host names, exact: no wildcard. */
  readonly hosts: ReadonlySet<string>;
  /**
   * Origins (`http://127.0.0.1:4321`) that the operator named as this source's own base address. Only these may use
   * http, another port, or an address inside our own network; matched exactly, port included.
   */
  readonly operatorOrigins: ReadonlySet<string>;
  /** http on port 80 is allowed for `hosts`. */
  readonly plainHttp: boolean;
}

export type UrlRefusal = "not-a-url" | "scheme" | "userinfo" | "port" | "private-address" | "local-name" | "host";

const LOCAL_SUFFIXES = ["localhost", "local", "internal", "intranet", "lan", "corp", "home", "home.arpa", "onion"];

/**
 * Returns why `url` may not be fetched, or `undefined` when it may. Must be asked on every hop: an address literal
 * never reaches the resolver, so the guard there alone would let it through.
 */
export function urlRefusal(url: URL, policy: FetchPolicy): UrlRefusal | undefined {
  if (url.protocol !== "https:" && url.protocol !== "http:") return "scheme";
  if (url.username !== "" || url.password !== "") return "userinfo";
  if (policy.operatorOrigins.has(url.origin)) return undefined;
  if (url.protocol === "http:" && !policy.plainHttp) return "scheme";
  if (url.port !== "" && url.port !== "80" && url.port !== "443") return "port";
  const hostname = url.hostname.toLowerCase();
  if (isAddressLiteral(hostname)) {
    if (!isPublicAddress(withoutBrackets(hostname))) return "private-address";
  } else if (isLocalName(hostname)) {
    return "local-name";
  }
  return policy.hosts.has(hostname) ? undefined : "host";
}

/** Parses text to a URL only when it is absolute; `undefined` otherwise. */
export function parseAbsoluteUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

function isLocalName(hostname: string): boolean {
  const name = hostname.replace(/\.+$/, "");
  return !name.includes(".") || LOCAL_SUFFIXES.some((suffix) => name === suffix || name.endsWith(`.${suffix}`));
}
