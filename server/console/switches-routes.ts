import { Hono } from "hono";
import { setCookie } from "hono/cookie";
import type { ConsoleEnv } from "./console-env.ts";
import { readForm } from "./form-input.ts";
import { THEME_COOKIE } from "./make-view.ts";
import { goTo } from "./respond.ts";

const YEAR_S = 365 * 24 * 3_600;

/** Language and theme of this browser; each goes back to the page it was pressed on. */
export function switchesConsole(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.post("/language", async (c) => {
    const form = await readForm(c);
    const language = form.text("language") === "en" ? "en" : "vi";
    setCookie(c, "cm_lang", language, { path: "/", sameSite: "Lax", maxAge: YEAR_S });
    return goTo(c, ownPath(form.text("back")));
  });
  app.post("/theme", async (c) => {
    const form = await readForm(c);
    const theme = form.text("theme");
    setCookie(c, THEME_COOKIE, theme, { path: "/", sameSite: "Lax", maxAge: theme === "system" ? 0 : YEAR_S });
    return goTo(c, ownPath(form.text("back")));
  });
  return app;
}

/** A path of this console, whatever was sent: a form must not lead anybody to another host. */
export function ownPath(path: string): string {
  const isOwn = /^\/(?![/\\])[\x21-\x7e]*$/.test(path);
  return isOwn ? path : "/";
}
