import { type LookupAddress, lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { FetchFailure } from "./fetch-failure.ts";
import { isPublicAddress } from "./public-address.ts";

/** Resolves a name to all its addresses. */
export type ResolveAll = (hostname: string) => Promise<readonly LookupAddress[]>;

const resolveBySystem: ResolveAll = (hostname) =>
  new Promise((resolve, reject) => {
    systemLookup(hostname, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)));
  });

/**
 * A resolver for sockets that answers only when every address of the name is public; otherwise the connection fails
 * with `not-public` before a packet leaves. It is the very lookup of the connection, so a name cannot point elsewhere
 * between check and use.
 */
export function createPublicLookup(resolveAll: ResolveAll = resolveBySystem): LookupFunction {
  return (hostname, options, callback) => {
    resolveAll(hostname).then(
      (addresses) => {
        const first = addresses[0];
        if (first === undefined || !addresses.every(({ address }) => isPublicAddress(address))) {
          callback(new FetchFailure("not-public", hostname), "", 4);
        } else if (options.all === true) {
          callback(null, [...addresses]);
        } else {
          callback(null, first.address, first.family);
        }
      },
      (error: NodeJS.ErrnoException) => callback(error, "", 4),
    );
  };
}
