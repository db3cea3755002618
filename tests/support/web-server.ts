import { type AppOptions, createApp } from "../../server/app.ts";
import type { ServiceContext } from "../../server/context.ts";
import { withTransaction } from "../../server/db/transaction.ts";
import { listen } from "../../server/listen.ts";
import { openSession } from "../../server/services/people/sessions.ts";

/** The web side on a loopback port of its own; the console too where its routes are given. */
export interface TestWebServer {
  readonly url: string;
  /** Headers of a browser in which this person is signed in. */
  signedIn(person: ServiceContext): Promise<Record<string, string>>;
  close(): Promise<void>;
}

export async function startWebServer(ctx: ServiceContext, options: AppOptions = {}): Promise<TestWebServer> {
  const { address, close } = await listen(createApp(ctx, options).fetch, "127.0.0.1", 0);
  return {
    url: address.url,
    close,
    async signedIn(person) {
      if (person.actor.kind !== "person") throw new Error("Only a person signs in.");
      const { personId } = person.actor;
      const token = await withTransaction(ctx.db, (tx) => openSession(tx, personId, ctx.now()));
      return { Cookie: `cm_session=${token}`, Origin: address.url };
    },
  };
}
