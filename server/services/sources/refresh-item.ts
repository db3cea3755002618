import type { Article } from "../../../content/sources/article-page.ts";
import type { SourceProfile } from "../../../content/sources/source-profile.ts";
import { cutAtWordEnd } from "../../../content/sources/text/cut-at-word-end.ts";
import type { ServiceContext } from "../../context.ts";
import { type InboxItemRow, insertInboxItemsIfNew, lockInboxItem, updateInboxItem } from "../../db/repos/inbox.ts";
import { type Transaction, withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { sha256Hex } from "../../sha256.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { fetchPicture, type PictureOutcome } from "./fetch-picture.ts";
import { newInboxRow } from "./new-inbox-row.ts";
import { type ArticleOutcome, readArticle } from "./read-article.ts";
import { siteLanguages } from "./site-languages.ts";
import type { SourceSession } from "./source-session.ts";
import { withdrawImported } from "./withdraw-imported.ts";

const MAX_TITLE_LENGTH = 290;
const MAX_SUMMARY_LENGTH = 1_000;

/** A second look this much later must agree before anything is taken off the air. */
const GONE_CONFIRMED_AFTER_MS = 10 * 60_000;

/**
 * Reads an item anew at its source and stores what came of it. What already airs is withdrawn when its text or picture
 * changed, or when it was gone at two looks ten minutes apart; being kept out, cut off or timed out withdraws nothing.
 */
export async function refreshItem(
  ctx: ServiceContext,
  session: SourceSession,
  item: InboxItemRow,
  lastModifiedAtMs: number | null = item.last_modified_at_ms,
): Promise<InboxItemRow> {
  const outcome = await readArticle(ctx, session, item);
  const picture = outcome.kind === "article" ? await pictureOf(ctx, session, item, outcome.article) : NO_PICTURE;
  // Before the note of it: were the process to die between the two, the next look would find the same and try again.
  if (item.state === "taken") await withdrawIfNeeded(ctx, item, outcome);
  return withTransaction(ctx.db, async (tx) => {
    const current = await lockInboxItem(tx, item.id);
    if (current === undefined) throw new DomainError("not-found", "error.not-found");
    if (current.state === "dismissed") throw new DomainError("conflict", "sources.dismissed");
    const changes = changesOf(ctx, session.site.profile, current, outcome, picture, lastModifiedAtMs);
    await updateInboxItem(tx, item.id, changes);
    if (outcome.kind === "article") {
      await insertInboxItemsIfNew(tx, await siblingsOf(tx, ctx, session, item, outcome.article));
    }
    const detail = { outcome: outcome.kind, state: changes.state, failure: changes.failure_text };
    await recordAudit(tx, ctx, { action: "fetch-inbox-item", noun: "inbox-item", nounId: item.id, detail });
    return { ...current, ...changes };
  });
}

const NO_PICTURE: PictureOutcome = { assetSha256: null, failure: null };

async function pictureOf(
  ctx: ServiceContext,
  session: SourceSession,
  item: InboxItemRow,
  article: Article,
): Promise<PictureOutcome> {
  if (article.imageUrl === null) return NO_PICTURE;
  const isKnown = article.imageUrl === item.image_url && item.image_asset_sha256 !== null;
  return isKnown
    ? { assetSha256: item.image_asset_sha256, failure: null }
    : fetchPicture(ctx, session, article.imageUrl);
}

type ItemChanges = Partial<InboxItemRow> & Pick<InboxItemRow, "state" | "failure_text" | "gone_since_ms">;

function changesOf(
  ctx: ServiceContext,
  profile: SourceProfile,
  item: InboxItemRow,
  outcome: ArticleOutcome,
  picture: PictureOutcome,
  lastModifiedAtMs: number | null,
): ItemChanges {
  const updated_at_ms = ctx.now();
  if (outcome.kind === "trouble") {
    const hasCopy = item.state === "taken" || item.state === "fetched";
    const state = hasCopy ? item.state : "failed";
    return { state, failure_text: outcome.failure, gone_since_ms: item.gone_since_ms, updated_at_ms };
  }
  if (outcome.kind === "gone") {
    const state = item.state === "taken" ? "taken" : "failed";
    return { state, failure_text: "gone", gone_since_ms: item.gone_since_ms ?? updated_at_ms, updated_at_ms };
  }
  const { article } = outcome;
  const text_sha256 = textSha256(article);
  return {
    state: item.state === "taken" && text_sha256 === item.text_sha256 ? "taken" : "fetched",
    title: cutAtWordEnd(article.title, MAX_TITLE_LENGTH, article.language),
    summary: cutAtWordEnd(article.summary, MAX_SUMMARY_LENGTH, article.language),
    credit: creditOf(profile, article),
    origin_url: article.originUrl,
    image_url: article.imageUrl,
    image_asset_sha256: picture.assetSha256,
    published_at_ms: article.publishedAtMs,
    last_modified_at_ms: lastModifiedAtMs,
    text_sha256,
    failure_text: picture.failure,
    gone_since_ms: null,
    updated_at_ms,
  };
}

async function withdrawIfNeeded(ctx: ServiceContext, item: InboxItemRow, outcome: ArticleOutcome): Promise<void> {
  const isChanged = outcome.kind === "article" && textSha256(outcome.article) !== item.text_sha256;
  if (isChanged) await withdrawImported(ctx, item, "changed-at-source");
  const isConfirmed = item.gone_since_ms !== null && ctx.now() - item.gone_since_ms >= GONE_CONFIRMED_AFTER_MS;
  if (outcome.kind === "gone" && isConfirmed) await withdrawImported(ctx, item, "gone-at-source");
}

/** "Nguồn: <paper> qua <publisher>", as the law on using others' news asks for; says so when a machine translated. */
function creditOf(profile: SourceProfile, article: Article): string {
  const paper = article.paperName === null ? "" : `${cutAtWordEnd(article.paperName, 120, "vi")} qua `;
  const machine = profile.machineTranslated.includes(article.language) ? " (bản dịch máy)" : "";
  return `Nguồn: ${paper}${profile.name}${machine}`;
}

/** Changes exactly when what would stand on the glass changes: letters of title and summary, or the picture. */
function textSha256(article: Article): string {
  const letters = (text: string) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}]+/gu, " ")
      .trim();
  return sha256Hex([letters(article.title), letters(article.summary), article.imageUrl ?? ""].join("\n"));
}

/** The article in the other languages that our sites speak, to be fetched when an editor asks. */
async function siblingsOf(
  tx: Transaction,
  ctx: ServiceContext,
  session: SourceSession,
  item: InboxItemRow,
  article: Article,
): Promise<InboxItemRow[]> {
  const wanted = await siteLanguages(tx);
  return article.alternates
    .filter(({ url, language }) => url !== item.canonical_url && wanted.has(language))
    .map(({ url, language }) =>
      newInboxRow({
        sourceId: session.source.id,
        url,
        groupKey: item.group_key,
        language,
        lastModifiedAtMs: null,
        nowMs: ctx.now(),
      }),
    );
}
