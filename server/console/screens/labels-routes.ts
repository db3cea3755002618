import { Hono } from "hono";
import { changeTags } from "../../services/sites/change-tags.ts";
import { getScreen } from "../../services/sites/list-screens.ts";
import { renameScreen } from "../../services/sites/rename.ts";
import type { ConsoleContext, ConsoleEnv } from "../console-env.ts";
import { goTo } from "../respond.ts";
import { type Refusal, submit } from "../submit.ts";
import { readName } from "./name-form.tsx";
import { readTags } from "./tags-form.tsx";

/** A screen's labels and its name. `showScreen` draws the page again after a refusal, with what was typed. */
export function labelsConsole(
  showScreen: (c: ConsoleContext, refusal: Refusal) => Promise<Response>,
): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.post("/screens/:id/tags", (c) =>
    submit(
      c,
      async (form) => {
        const { screenId, name } = await getScreen(c.get("ctx"), { screenId: c.req.param("id") });
        const expectedUpdatedAtMs = Number(form.text("basis"));
        await changeTags(c.get("ctx"), { screenId, tags: readTags(form.text("tags")), expectedUpdatedAtMs });
        return goTo(c, `/screens/${screenId}`, { key: "tags.saved", parameters: { name } });
      },
      (refusal) => showScreen(c, refusal),
    ),
  );
  app.post("/screens/:id/name", (c) =>
    submit(
      c,
      async (form) => {
        const screenId = c.req.param("id");
        const name = readName(form);
        await renameScreen(c.get("ctx"), { screenId, name });
        return goTo(c, `/screens/${screenId}`, { key: "site-page.renamed", parameters: { name } });
      },
      (refusal) => showScreen(c, refusal),
    ),
  );
  return app;
}
