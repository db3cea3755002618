import type { ServiceContext } from "../../context.ts";
import {
  findStory,
  findStoryOfInboxItem,
  insertStory,
  retireStoryRow,
  updateStoryTitle,
} from "../../db/repos/stories.ts";
import { type Transaction, withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { newId } from "../../new-id.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { personIdOrNull, requireRole } from "../people/require-role.ts";
import { refuseLockedStory } from "../schedule/refuse-locked.ts";

interface CreateStoryInput {
  readonly title: string;
  /** The inbox item it is made from; an item becomes at most one story. */
  readonly inboxItemId?: string | undefined;
}

/** Makes a story without any edition. Errors: `conflict` when the inbox item has become a story already. */
export async function createStory(ctx: ServiceContext, input: CreateStoryInput): Promise<{ storyId: string }> {
  requireRole(ctx, "editor");
  return withTransaction(ctx.db, (tx) => createStoryIn(tx, ctx, input));
}

/** The same inside the caller's transaction; the caller has checked who may. */
export async function createStoryIn(
  tx: Transaction,
  ctx: ServiceContext,
  input: CreateStoryInput,
): Promise<{ storyId: string }> {
  const atMs = ctx.now();
  const storyId = newId(atMs);
  const inboxItemId = input.inboxItemId ?? null;
  const known = inboxItemId === null ? undefined : await findStoryOfInboxItem(tx, inboxItemId);
  if (known !== undefined) throw new DomainError("conflict", "stories.inbox-item-taken", { title: known.title });
  await insertStory(tx, {
    id: storyId,
    title: input.title,
    created_by: personIdOrNull(ctx),
    inbox_item_id: inboxItemId,
    created_at_ms: atMs,
    updated_at_ms: atMs,
    retired_at_ms: null,
  });
  const detail = { title: input.title, inboxItemId };
  await recordAudit(tx, ctx, { action: "create-story", noun: "story", nounId: storyId, detail });
  return { storyId };
}

/** Renames a story; what was approved keeps its own title. Errors: `not-found`. */
export async function renameStory(ctx: ServiceContext, input: { storyId: string; title: string }): Promise<void> {
  requireRole(ctx, "editor");
  await withTransaction(ctx.db, async (tx) => {
    const story = await findStory(tx, input.storyId);
    if (story === undefined) throw new DomainError("not-found", "error.not-found", {}, { storyId: input.storyId });
    await updateStoryTitle(tx, story.id, input.title, ctx.now());
    const detail = { from: story.title, to: input.title };
    await recordAudit(tx, ctx, { action: "rename-story", noun: "story", nounId: story.id, detail });
  });
}

/**
 * Takes a story out of use: it airs no more from the next time its screens' plan is made; to take it off the screens at
 * once, withdraw what is on air. Its evidence stays. Again changes nothing. Errors: `not-found`; `not-allowed` while an
 * entry locked above the actor plays it.
 */
export async function retireStory(ctx: ServiceContext, input: { storyId: string }): Promise<void> {
  requireRole(ctx, "editor");
  await withTransaction(ctx.db, async (tx) => {
    const story = await findStory(tx, input.storyId);
    if (story === undefined) throw new DomainError("not-found", "error.not-found", {}, { ...input });
    if (story.retired_at_ms !== null) return;
    await refuseLockedStory(tx, ctx, story.id);
    await retireStoryRow(tx, story.id, ctx.now());
    await recordAudit(tx, ctx, { action: "retire-story", noun: "story", nounId: story.id, detail: {} });
  });
}
