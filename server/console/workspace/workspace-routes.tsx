import { Hono } from "hono";
import { removeDemo } from "../../services/workspace/remove-demo.ts";
import type { ConsoleContext, ConsoleEnv } from "../console-env.ts";
import { Page } from "../layout/page.tsx";
import { RefusalNote } from "../parts/field.tsx";
import { PageHead } from "../parts/section.tsx";
import { goTo, respond } from "../respond.ts";
import { type Refusal, submit } from "../submit.ts";
import type { View } from "../view.ts";

/** The one action on a demo workspace: to remove it. */
export function workspaceConsole(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.get("/workspace/demo", (c) => showDemo(c));
  app.post("/workspace/demo", (c) =>
    submit(
      c,
      async () => {
        await removeDemo(c.get("ctx"));
        return goTo(c, "/", { key: "workspace.removed" });
      },
      (refusal) => showDemo(c, refusal),
    ),
  );
  return app;
}

async function showDemo(c: ConsoleContext, refusal?: Refusal): Promise<Response> {
  const view = c.get("view");
  if (view.workspace.demoMadeAtMs === null) return goTo(c, "/");
  return respond(c, <RemoveDemoPage view={view} refusal={refusal} />, refusal?.status ?? 200);
}

function RemoveDemoPage(props: { view: View; refusal: Refusal | undefined }) {
  const { t } = props.view;
  return (
    <Page view={props.view} title={t("workspace.remove-title")} place="none">
      <PageHead lead={t("workspace.remove-title")} under={t("workspace.remove-what")} />
      <RefusalNote refusal={props.refusal} />
      <form method="post" action="/workspace/demo" class="form-foot">
        <button type="submit" class="button button-main">
          {t("workspace.remove-demo")}
        </button>
        <a class="button" href="/">
          {t("shell.cancel")}
        </a>
      </form>
    </Page>
  );
}
