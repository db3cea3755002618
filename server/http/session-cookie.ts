import type { Context, MiddlewareHandler } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { type Actor, asActor, type ServiceContext } from "../context.ts";
import { findSignedInPerson, SESSION_MAX_MS } from "../services/people/sessions.ts";
import type { AppEnv } from "./env.ts";

const SESSION_COOKIE = "cm_session";

/** Sets `ctx` to act as the person whose session cookie came with the request, or as `anonymous`. */
export function bindSession(base: ServiceContext): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const token = readSessionToken(c);
    const person = (token && (await findSignedInPerson(base, token))) || null;
    const actor: Actor =
      person === null ? { kind: "anonymous" } : { kind: "person", personId: person.id, roles: new Set(person.roles) };
    c.set("person", person);
    c.set("ctx", asActor(base, actor));
    await next();
  };
}

export function readSessionToken(c: Context): string | undefined {
  return getCookie(c, SESSION_COOKIE);
}

/** Gives the browser its session. No script can read it; it goes only to this server, and over TLS where there is TLS. */
export function rememberSession(c: Context, sessionToken: string): void {
  setCookie(c, SESSION_COOKIE, sessionToken, { ...attributes(c), maxAge: SESSION_MAX_MS / 1_000 });
}

export function forgetSession(c: Context): void {
  deleteCookie(c, SESSION_COOKIE, attributes(c));
}

function attributes(c: Context) {
  // Behind a proxy that ends TLS only the browser's Origin knows; the origin check has compared it before.
  const origin = c.req.header("Origin") ?? c.req.url;
  return { path: "/", httpOnly: true, sameSite: "Lax", secure: origin.startsWith("https:") } as const;
}
