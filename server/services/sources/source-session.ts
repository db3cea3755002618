import { FetchFailure } from "../../../content/sources/net/fetch-failure.ts";
import { createGuardedFetcher, type GuardedFetcher } from "../../../content/sources/net/guarded-fetcher.ts";
import { type RobotsCopy, type RobotsVerdict, robotsVerdict } from "../../../content/sources/net/robots-rule.ts";
import { addressOf, bindProfile, robotsAddress, type SourceSite } from "../../../content/sources/source-site.ts";
import { decodeText } from "../../../content/sources/text/decode-text.ts";
import type { ServiceContext } from "../../context.ts";
import { findSource, findSourceDocument, type SourceRow, saveSourceDocument } from "../../db/repos/sources.ts";
import { DomainError } from "../../errors.ts";
import { getProfile } from "./create-source.ts";

/** Doors to one source for the length of one verb. */
export interface SourceSession {
  readonly source: SourceRow;
  readonly site: SourceSite;
  readonly fetcher: GuardedFetcher;
  /** What the site's robots.txt says of an address; slows the fetcher down to its crawl delay. */
  mayFetch(address: string): Promise<RobotsVerdict>;
}

const ROBOTS_LIMITS = { limitBytes: 512_000, deadlineMs: 15_000 };
const ROBOTS_AGE_MS = 24 * 3_600_000;

/** Opens the source's doors for `work` and closes them after it, whatever happens. Errors: `not-found`. */
export async function withSourceSession<Result>(
  ctx: ServiceContext,
  sourceId: string,
  work: (session: SourceSession) => Promise<Result>,
): Promise<Result> {
  const source = await findSource(ctx.db, sourceId);
  if (source === undefined) throw new DomainError("not-found", "error.not-found", {}, { sourceId });
  const site = bindProfile(getProfile(source.profile), source.base_url, source.media_base_url);
  const userAgent = userAgentOf(ctx);
  const fetcher = createGuardedFetcher({
    policy: site.policy,
    userAgent,
    addressOf: (url) => addressOf(site, url),
    gapMs: site.profile.gapMs,
  });
  let copy: Promise<RobotsCopy> | undefined;
  try {
    return await work({
      source,
      site,
      fetcher,
      async mayFetch(address) {
        copy ??= readRobots(ctx, source.id, robotsAddress(site), fetcher);
        const fetched = addressOf(site, new URL(address)).href;
        const verdict = robotsVerdict(robotsAddress(site), await copy, fetched, userAgent);
        if (verdict.kind === "allowed") fetcher.slowDownTo(verdict.crawlDelayMs);
        return verdict;
      },
    });
  } finally {
    await fetcher.close();
  }
}

/** Names the software and, when it has one, the address at which its operator is found. */
function userAgentOf(ctx: Pick<ServiceContext, "settings">): string {
  const { publicUrl } = ctx.settings;
  return publicUrl === null ? "CotMoc/0.1" : `CotMoc/0.1 (+${new URL(publicUrl).origin})`;
}

/** The copy of today, read anew when it is a day old or the last look gave no answer. */
async function readRobots(
  ctx: ServiceContext,
  sourceId: string,
  url: string,
  fetcher: GuardedFetcher,
): Promise<RobotsCopy> {
  const known = await findSourceDocument(ctx.db, sourceId, url);
  const wasAnswered = known !== undefined && Number(known.answer) < 500;
  if (wasAnswered && ctx.now() - known.fetched_at_ms < ROBOTS_AGE_MS) {
    return { answer: Number(known.answer), text: known.body };
  }
  const copy = await fetchRobots(url, fetcher, known?.body ?? null);
  await saveSourceDocument(ctx.db, {
    source_id: sourceId,
    url,
    answer: String(copy.answer),
    body: copy.text,
    etag: null,
    last_modified: null,
    fetched_at_ms: ctx.now(),
  });
  return copy;
}

async function fetchRobots(url: string, fetcher: GuardedFetcher, lastText: string | null): Promise<RobotsCopy> {
  try {
    const { status, body } = await fetcher.fetch(url, ROBOTS_LIMITS);
    if (status >= 500) return { answer: status, text: lastText };
    return { answer: status, text: status === 200 ? decodeText(body, null) : null };
  } catch (error) {
    if (!(error instanceof FetchFailure)) throw error;
    return { answer: "unreachable", text: lastText };
  }
}
