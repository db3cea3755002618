import type { HttpBindings } from "@hono/node-server";
import type { ServiceContext } from "../context.ts";
import type { Locale } from "../messages/catalogue.ts";
import type { Person } from "../services/people/person.ts";

/** What every route finds in its Hono context. */
export interface AppEnv {
  /** Node's own request and response; absent when a test calls the app without a server. */
  Bindings: Partial<HttpBindings>;
  Variables: {
    /** Bound to the signed-in person, or to `anonymous`. */
    ctx: ServiceContext;
    person: Person | null;
    locale: Locale;
  };
}
