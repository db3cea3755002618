import { join } from "node:path";
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { AppEnv } from "../http/env.ts";
import type { Problem } from "../http/problem.ts";
import { text } from "../messages/catalogue.ts";
import { createAssetFiles } from "./asset-files.ts";
import { Door } from "./layout/door.tsx";
import type { View } from "./view.ts";

/**
 * A refusal for someone who reads in a browser: what is wrong, in their language, and the way back. It asks the
 * database nothing, so it can tell of anything.
 */
export function consoleErrorPage(options: {
  readonly distDir: string;
}): (c: Context<AppEnv>, problem: Problem) => Promise<Response> {
  const asset = createAssetFiles(join(options.distDir, "console"));
  return async (c, problem) => {
    if (problem.code === "not-signed-in" && c.req.method === "GET") return c.redirect("/sign-in", 303);
    const view = plainView(c, asset);
    const isMissing = problem.code === "not-found";
    const title = view.t(isMissing ? "missing.title" : "refused.title");
    const page = (
      <Door view={view} title={title}>
        <h1 class="lead">{title}</h1>
        <p class="mute">{isMissing ? view.t("missing.under") : problem.detail}</p>
        <p class="way">
          <a class="button button-main" href="/">
            {view.t("nav.overview")}
          </a>
        </p>
      </Door>
    );
    return c.html(`<!doctype html>${(await page).toString()}`, problem.status as ContentfulStatusCode);
  };
}

function plainView(c: Context<AppEnv>, asset: (name: string) => string): View {
  const locale = c.get("locale") ?? "vi";
  return {
    locale,
    t: (key, parameters) => text(locale, key, parameters),
    person: null,
    nowMs: c.get("ctx").now(),
    here: c.req.method === "GET" ? c.req.path : "/",
    theme: null,
    told: null,
    workspace: { demoMadeAtMs: null, isPublic: false },
    waitingForMe: 0,
    asset,
  };
}
