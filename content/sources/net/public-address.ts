import ipaddr from "ipaddr.js";

/**
 * Whether `address` is an ordinary public unicast address. False for loopback, private, link-local, carrier NAT,
 * multicast, reserved, IPv4-mapped forms of those, and for the ranges that tunnel to an address we cannot see
 * (6to4, Teredo, RFC 6052). False for anything that is no address.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  return ipaddr.process(address).range() === "unicast";
}

/** Whether `hostname`, as WHATWG `URL` spells it, is an address rather than a name. */
export function isAddressLiteral(hostname: string): boolean {
  return ipaddr.isValid(withoutBrackets(hostname));
}

/** `[::1]` → `::1`. */
export function withoutBrackets(hostname: string): string {
  return hostname.startsWith("[") && hostname.endsWith("]") ? hostname.slice(1, -1) : hostname;
}
