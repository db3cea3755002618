import type { MiddlewareHandler } from "hono";
import { getCookie } from "hono/cookie";
import type { AppEnv } from "./env.ts";

/** Vietnamese unless this browser chose English; what the browser would prefer is not asked: its default is English. */
export const bindLocale: MiddlewareHandler<AppEnv> = async (c, next) => {
  c.set("locale", getCookie(c, "cm_lang") === "en" ? "en" : "vi");
  await next();
};
