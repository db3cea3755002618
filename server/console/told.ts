import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { z } from "zod";
import { catalogue, type MessageKey, type MessageParameters } from "../messages/catalogue.ts";
import type { ConsoleContext } from "./console-env.ts";

const COOKIE = "cm_told";
const Told = z.tuple([
  z.custom<MessageKey>((key) => typeof key === "string" && Object.hasOwn(catalogue, key)),
  z.record(z.string(), z.union([z.string(), z.number()])),
]);

/** Keeps one sentence for the next page of this browser. It holds a message key, so it is read in that page's language. */
export function rememberTold(c: ConsoleContext, key: MessageKey, parameters: MessageParameters): void {
  const value = Buffer.from(JSON.stringify([key, parameters])).toString("base64url");
  setCookie(c, COOKIE, value, { path: "/", httpOnly: true, sameSite: "Lax", maxAge: 60 });
}

/** The sentence kept by the request before, forgotten as it is read; null when there is none or it is not ours. */
export function takeTold(c: ConsoleContext): { key: MessageKey; parameters: MessageParameters } | null {
  const value = getCookie(c, COOKIE);
  if (value === undefined) return null;
  deleteCookie(c, COOKIE, { path: "/" });
  const told = Told.safeParse(parseJson(Buffer.from(value, "base64url").toString()));
  return told.success ? { key: told.data[0], parameters: told.data[1] } : null;
}

function parseJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
