import type { ServiceContext } from "../../context.ts";
import { findScreenState, listScreenStates } from "../../db/repos/screens.ts";
import { DomainError } from "../../errors.ts";
import { type Page, pageOf } from "../page.ts";
import { requireRole } from "../people/require-role.ts";
import { type ScreenView, screenView } from "./screen-view.ts";

export const MAX_SCREENS_PAGE = 500;

/** Screens in use with what each is playing, in the order they were made; of one site when `siteId` is given. */
export async function listScreens(
  ctx: ServiceContext,
  input: { siteId?: string | undefined; cursor?: string | undefined; limit?: number | undefined } = {},
): Promise<Page<ScreenView>> {
  requireRole(ctx, "editor", "approver", "administrator");
  const limit = Math.min(input.limit ?? 200, MAX_SCREENS_PAGE);
  const rows = await listScreenStates(ctx.db, {
    ...(input.siteId === undefined ? {} : { siteId: input.siteId }),
    afterId: input.cursor ?? null,
    limit: limit + 1,
  });
  return pageOf(rows, limit, (row) => row.id, screenView);
}

/** Every screen in use, however many there are, in the order they were made. */
export async function listAllScreens(ctx: ServiceContext): Promise<ScreenView[]> {
  const screens: ScreenView[] = [];
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await listScreens(ctx, { cursor, limit: MAX_SCREENS_PAGE });
    screens.push(...items);
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined);
  return screens;
}

/** One screen, retired or not. Errors: `not-found`. */
export async function getScreen(ctx: ServiceContext, input: { screenId: string }): Promise<ScreenView> {
  requireRole(ctx, "editor", "approver", "administrator");
  const row = await findScreenState(ctx.db, input.screenId);
  if (row === undefined) throw new DomainError("not-found", "error.not-found", {}, { ...input });
  return screenView(row);
}
