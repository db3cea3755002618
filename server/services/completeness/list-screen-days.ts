import { addDays, civilAt } from "../../../schemas/rules/zoned-time.ts";
import type { ServiceContext } from "../../context.ts";
import { requireRole } from "../people/require-role.ts";
import { type AccountedDay, type AccountedScreen, readDays } from "./read-days.ts";

/** The last civil days of a screen up to today, oldest first, as they are known now. */
export async function listScreenDays(
  ctx: ServiceContext,
  screen: AccountedScreen,
  { days }: { readonly days: number },
): Promise<AccountedDay[]> {
  requireRole(ctx, "editor", "approver", "administrator");
  const today = civilAt(ctx.now(), screen.timeZone).date;
  return readDays(ctx.db, screen, { fromDate: addDays(today, 1 - days), toDate: today }, ctx.now());
}
