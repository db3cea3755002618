import { type Article, readArticlePage } from "../../../content/sources/article-page.ts";
import { FetchFailure } from "../../../content/sources/net/fetch-failure.ts";
import type { Fetched } from "../../../content/sources/net/guarded-fetcher.ts";
import { decodeText } from "../../../content/sources/text/decode-text.ts";
import type { ServiceContext } from "../../context.ts";
import type { InboxItemRow } from "../../db/repos/inbox.ts";
import type { InboxFailure } from "./inbox-failure.ts";
import type { SourceSession } from "./source-session.ts";

const PAGE_LIMITS = { limitBytes: 4 * 1_048_576, deadlineMs: 20_000 };

export type ArticleOutcome =
  | { readonly kind: "article"; readonly article: Article }
  /** The source itself says so; being kept out or cut off is never this. */
  | { readonly kind: "gone" }
  | { readonly kind: "trouble"; readonly failure: InboxFailure };

/** Reads an item's page at its source. Every way in which that can fail is an answer, not an exception. */
export async function readArticle(
  ctx: ServiceContext,
  session: SourceSession,
  item: InboxItemRow,
): Promise<ArticleOutcome> {
  const verdict = await session.mayFetch(item.canonical_url);
  if (verdict.kind === "disallowed") return trouble("robots");
  if (verdict.kind === "wait") return trouble("server-error");
  try {
    return judgePage(ctx, session, item, await session.fetcher.fetch(item.canonical_url, PAGE_LIMITS));
  } catch (error) {
    if (!(error instanceof FetchFailure)) throw error;
    return trouble(error.code);
  }
}

function judgePage(ctx: ServiceContext, session: SourceSession, item: InboxItemRow, page: Fetched): ArticleOutcome {
  const { status } = page;
  if (status === 401 || status === 403 || status === 429 || status === 451) return trouble("blocked");
  if (status >= 500) return trouble("server-error");
  const html = decodeText(page.body, page.contentType);
  const reading = readArticlePage(session.site, { status, url: page.url, html }, ctx.now());
  if (reading.kind === "gone") return { kind: "gone" };
  if (status !== 200) return trouble("not-an-article");
  if (reading.kind === "unreadable") {
    return trouble(reading.reason === "wrong-script" ? "wrong-language" : "not-an-article");
  }
  if (reading.groupKey !== item.group_key) return trouble("moved");
  return reading.language === item.language ? { kind: "article", article: reading } : trouble("wrong-language");
}

function trouble(failure: InboxFailure): ArticleOutcome {
  return { kind: "trouble", failure };
}
