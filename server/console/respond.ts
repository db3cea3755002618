import type { HtmlEscapedString } from "hono/utils/html";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { MessageKey, MessageParameters } from "../messages/catalogue.ts";
import type { ConsoleContext } from "./console-env.ts";
import { rememberTold } from "./told.ts";

/** A whole page. Never cached: it holds what one person may see. */
export async function respond(
  c: ConsoleContext,
  page: HtmlEscapedString | Promise<HtmlEscapedString>,
  status: ContentfulStatusCode = 200,
): Promise<Response> {
  c.header("Cache-Control", "no-store");
  // A page that is drawn in turns comes as a promise of its text.
  return c.html(`<!doctype html>${await (await page).toString()}`, status);
}

/** Sends the browser to `path` by GET; `told` is shown there once, in the language of the page. */
export function goTo(
  c: ConsoleContext,
  path: string,
  told?: { key: MessageKey; parameters?: MessageParameters },
): Response {
  if (told !== undefined) rememberTold(c, told.key, told.parameters ?? {});
  return c.redirect(path, 303);
}
