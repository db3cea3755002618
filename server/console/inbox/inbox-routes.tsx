import { Hono } from "hono";
import { createSource } from "../../services/sources/create-source.ts";
import { dismissInboxItem } from "../../services/sources/dismiss-inbox-item.ts";
import { fetchInboxItem } from "../../services/sources/fetch-inbox-item.ts";
import { inboxFailureMessage } from "../../services/sources/inbox-failure.ts";
import type { InboxItem } from "../../services/sources/inbox-item.ts";
import { listInbox } from "../../services/sources/list-inbox.ts";
import { listSources } from "../../services/sources/list-sources.ts";
import { pollSource } from "../../services/sources/poll-source.ts";
import { takeInboxItem } from "../../services/sources/take-inbox-item.ts";
import type { ConsoleContext, ConsoleEnv } from "../console-env.ts";
import { goTo, respond } from "../respond.ts";
import { type Refusal, submit } from "../submit.ts";
import { InboxPage, type InboxShow } from "./inbox-page.tsx";

const STATES: Record<InboxShow, readonly InboxItem["state"][]> = {
  open: ["discovered", "fetched", "failed"],
  taken: ["taken"],
  dismissed: ["dismissed"],
};

/** Imported articles: read the source, fetch one, make a slide of it, or put it aside. */
export function inboxConsole(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.get("/inbox", (c) => showInbox(c));
  app.post("/inbox/sources", (c) =>
    act(c, async (form) => {
      const keywords = form
        .text("keywords")
        .split(",")
        .map((word) => word.trim())
        .filter((word) => word !== "");
      await createSource(c.get("ctx"), { profile: form.text("profile"), keywords });
      return goTo(c, "/inbox", { key: "inbox-page.source-added" });
    }),
  );
  app.post("/inbox/sources/:id/poll", (c) =>
    act(c, async () => {
      const sourceId = c.req.param("id");
      const { discovered, edited } = await pollSource(c.get("ctx"), { sourceId });
      const name = (await listSources(c.get("ctx"))).items.find((source) => source.id === sourceId)?.name ?? "";
      return goTo(c, "/inbox", { key: "inbox-page.polled", parameters: { name, discovered, edited } });
    }),
  );
  app.post("/inbox/:id/fetch", (c) =>
    act(c, async () => {
      const item = await fetchInboxItem(c.get("ctx"), { inboxItemId: c.req.param("id") });
      if (item.failure === null) {
        return goTo(c, "/inbox", { key: "inbox-page.fetched", parameters: { title: item.title ?? "" } });
      }
      const reason = c.get("view").t(inboxFailureMessage(item.failure));
      return goTo(c, "/inbox", { key: "inbox-page.fetch-failed", parameters: { reason } });
    }),
  );
  app.post("/inbox/:id/take", (c) =>
    act(c, async (form) => {
      const { storyId } = await takeInboxItem(c.get("ctx"), { inboxItemId: c.req.param("id") });
      return goTo(c, `/stories/${storyId}`, { key: "inbox-page.taken", parameters: { title: form.text("title") } });
    }),
  );
  app.post("/inbox/:id/dismiss", (c) =>
    act(c, async () => {
      await dismissInboxItem(c.get("ctx"), { inboxItemId: c.req.param("id") });
      return goTo(c, "/inbox", { key: "inbox-page.dismissed" });
    }),
  );
  return app;
}

function act(c: ConsoleContext, verb: Parameters<typeof submit>[1]): Promise<Response> {
  return submit(c, verb, (refusal) => showInbox(c, refusal));
}

async function showInbox(c: ConsoleContext, refusal?: Refusal): Promise<Response> {
  const ctx = c.get("ctx");
  const asked = c.req.query("show");
  const show: InboxShow = asked === "taken" || asked === "dismissed" ? asked : "open";
  const lists = await Promise.all(STATES[show].map((state) => listInbox(ctx, { state, limit: 100 })));
  const items = lists.flatMap(({ items }) => items).sort((left, right) => right.discoveredAtMs - left.discoveredAtMs);
  const { items: sources } = await listSources(ctx);
  const page = <InboxPage view={c.get("view")} show={show} items={items} sources={sources} refusal={refusal} />;
  return respond(c, page, refusal?.status ?? 200);
}
