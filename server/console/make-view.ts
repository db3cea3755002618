import { getCookie } from "hono/cookie";
import { text } from "../messages/catalogue.ts";
import { withIncluded } from "../services/people/require-role.ts";
import { readWorkspaceNotice } from "../services/settings/workspace-notice.ts";
import { countWaitingForMe } from "./approval/count-waiting.ts";
import type { ConsoleContext } from "./console-env.ts";
import { takeTold } from "./told.ts";
import type { View } from "./view.ts";

export const THEME_COOKIE = "cm_theme";

/** Builds the view of one request. */
export async function makeView(
  c: ConsoleContext,
  house: { publicHost: boolean; asset: (name: string) => string },
): Promise<View> {
  const ctx = c.get("ctx");
  const locale = c.get("locale");
  const person = c.get("person");
  const told = takeTold(c);
  const url = new URL(c.req.url);
  const theme = getCookie(c, THEME_COOKIE);
  return {
    locale,
    t: (key, parameters) => text(locale, key, parameters),
    person: person === null ? null : { ...person, roles: withIncluded(person.roles) },
    nowMs: ctx.now(),
    here: c.req.method === "GET" ? url.pathname + url.search : url.pathname,
    theme: theme === "light" || theme === "dark" ? theme : null,
    told: told === null ? null : text(locale, told.key, told.parameters),
    workspace: { ...(await readWorkspaceNotice(ctx)), isPublic: house.publicHost },
    waitingForMe: await countWaitingForMe(ctx, person),
    asset: house.asset,
  };
}
