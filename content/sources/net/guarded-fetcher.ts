import type { IncomingHttpHeaders } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { Agent, type Dispatcher, request } from "undici";
import { FetchFailure, fetchFailureIn } from "./fetch-failure.ts";
import { createPublicLookup, type ResolveAll } from "./public-lookup.ts";
import { readBody } from "./read-body.ts";
import { type FetchPolicy, urlRefusal } from "./url-rule.ts";

/** Validators of a copy we hold; the server may then answer 304 without a body. */
export interface Validators {
  readonly etag: string | null;
  readonly lastModified: string | null;
}

export interface FetchLimits {
  /** Bytes, on the wire and decoded alike. */
  readonly limitBytes: number;
  /** From the first hop to the last byte: a server that drips cannot hold us longer. */
  readonly deadlineMs: number;
}

export interface Fetched {
  readonly status: number;
  /** After redirects. */
  readonly url: string;
  readonly contentType: string | null;
  readonly validators: Validators;
  readonly body: Buffer;
}

export interface FetcherOptions {
  readonly policy: FetchPolicy;
  readonly userAgent: string;
  /** Where a public address is really fetched; applied to every hop before the policy is asked. */
  readonly addressOf?: (url: URL) => URL;
  /** Least time between two requests to one public host. An operator's own origin is never waited for. */
  readonly gapMs: number;
  readonly resolveAll?: ResolveAll;
}

export interface GuardedFetcher {
  /**
   * Fetches within the policy and the limits. Answers for every HTTP status; rejects with `FetchFailure` alone.
   * Redirects are followed by hand, at most five, each hop checked like the first.
   */
  fetch(address: string, limits: FetchLimits, known?: Validators): Promise<Fetched>;
  /** Raises the gap to what the site's robots.txt asks for. */
  slowDownTo(gapMs: number): void;
  close(): Promise<void>;
}

const MAX_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** A fetcher for one source. Requests of one fetcher run one after another. Close it when done. */
export function createGuardedFetcher(options: FetcherOptions): GuardedFetcher {
  const publicAgent = new Agent({ connect: { lookup: createPublicLookup(options.resolveAll), timeout: 10_000 } });
  const operatorAgent = new Agent({ connect: { timeout: 10_000 } });
  const lastRequestAtMs = new Map<string, number>();
  let gapMs = options.gapMs;
  let queue: Promise<unknown> = Promise.resolve();

  async function pace(url: URL): Promise<void> {
    if (options.policy.operatorOrigins.has(url.origin)) return;
    const sinceMs = performance.now() - (lastRequestAtMs.get(url.host) ?? Number.NEGATIVE_INFINITY);
    if (sinceMs < gapMs) await wait(gapMs - sinceMs);
    lastRequestAtMs.set(url.host, performance.now());
  }

  async function hop(url: URL, signal: AbortSignal, known: Validators | undefined): Promise<Dispatcher.ResponseData> {
    const refusal = urlRefusal(url, options.policy);
    if (refusal !== undefined) throw new FetchFailure("refused-url", `${refusal}: ${url.host}`);
    const dispatcher = options.policy.operatorOrigins.has(url.origin) ? operatorAgent : publicAgent;
    return request(url, { dispatcher, signal, headers: requestHeaders(options.userAgent, known) });
  }

  async function follow(address: string, limits: FetchLimits, known: Validators | undefined): Promise<Fetched> {
    let url = mapped(address, undefined, options.addressOf);
    const seen = new Set<string>();
    await pace(url);
    const signal = AbortSignal.timeout(limits.deadlineMs);
    for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
      if (seen.has(url.href)) throw new FetchFailure("redirect-loop", url.host);
      seen.add(url.href);
      const answer = await hop(url, signal, known);
      const location = answer.headers.location;
      if (!REDIRECTS.has(answer.statusCode) || typeof location !== "string") return settle(url, answer, limits);
      answer.body.on("error", ignoreAbortedBody).destroy();
      url = mapped(location, url, options.addressOf);
    }
    throw new FetchFailure("too-many-redirects", url.host);
  }

  return {
    fetch(address, limits, known) {
      const result = queue.then(() => follow(address, limits, known).catch(asFetchFailure));
      queue = result.catch(() => undefined);
      return result;
    },
    slowDownTo(wantedMs) {
      gapMs = Math.max(gapMs, wantedMs);
    },
    async close() {
      await Promise.all([publicAgent.destroy(), operatorAgent.destroy()]);
    },
  };
}

/** Destroying a redirect's body unread makes undici report the abort we asked for on that stream; nobody else listens. */
function ignoreAbortedBody(): void {}

function mapped(address: string, base: URL | undefined, addressOf: ((url: URL) => URL) | undefined): URL {
  if (!URL.canParse(address, base?.href)) throw new FetchFailure("refused-url", "not-a-url");
  const url = new URL(address, base?.href);
  url.hash = "";
  return addressOf === undefined ? url : addressOf(url);
}

async function settle(url: URL, answer: Dispatcher.ResponseData, limits: FetchLimits): Promise<Fetched> {
  const body = await readBody(
    answer.body,
    headerOf(answer.headers, "content-encoding") ?? undefined,
    limits.limitBytes,
  );
  return {
    status: answer.statusCode,
    url: url.href,
    contentType: headerOf(answer.headers, "content-type"),
    validators: { etag: headerOf(answer.headers, "etag"), lastModified: headerOf(answer.headers, "last-modified") },
    body,
  };
}

function requestHeaders(userAgent: string, known: Validators | undefined): Record<string, string> {
  const headers: Record<string, string> = { "user-agent": userAgent, "accept-encoding": "gzip, br", accept: "*/*" };
  if (known?.etag) headers["if-none-match"] = known.etag;
  if (known?.lastModified) headers["if-modified-since"] = known.lastModified;
  return headers;
}

function headerOf(headers: IncomingHttpHeaders, name: string): string | null {
  const value = headers[name];
  return typeof value === "string" ? value.slice(0, 300) : null;
}

function asFetchFailure(error: unknown): never {
  const failure = fetchFailureIn(error);
  if (failure !== undefined) throw failure;
  const name = error instanceof Error ? error.name : "unknown";
  if (name === "TimeoutError" || name === "AbortError") throw new FetchFailure("deadline", name, { cause: error });
  const code = error instanceof Error && "code" in error ? String(error.code) : name;
  throw new FetchFailure("unreachable", code, { cause: error });
}
