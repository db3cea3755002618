import { join } from "node:path";
import { Hono } from "hono";
import type { AppEnv } from "../http/env.ts";
import { approvalConsole } from "./approval/approval-routes.tsx";
import { createAssetFiles } from "./asset-files.ts";
import type { ConsoleEnv } from "./console-env.ts";
import { explorerConsole } from "./explorer/explorer-routes.tsx";
import { inboxConsole } from "./inbox/inbox-routes.tsx";
import { makeView } from "./make-view.ts";
import { overviewConsole } from "./overview/overview-routes.tsx";
import { peopleConsole } from "./people/people-routes.tsx";
import { indicatorsConsole } from "./reports/indicators-routes.tsx";
import { letterheadConsole } from "./reports/letterhead-routes.tsx";
import { periodReportsConsole } from "./reports/period-reports-routes.tsx";
import { goTo } from "./respond.ts";
import { daypartsConsole } from "./schedule/daypart-routes.tsx";
import { scheduleConsole } from "./schedule/schedule-routes.tsx";
import { pairConsole } from "./screens/pair-routes.tsx";
import { screensConsole } from "./screens/screens-routes.tsx";
import { sitesConsole } from "./screens/site-routes.tsx";
import { serverConsole } from "./server/server-routes.tsx";
import { serveFile } from "./static-files.ts";
import { addStoryConsole } from "./stories/add-story-routes.tsx";
import { putStoryConsole } from "./stories/put-story-routes.tsx";
import { storiesConsole } from "./stories/stories-routes.tsx";
import { switchesConsole } from "./switches-routes.ts";
import { welcomeConsole } from "./welcome/welcome-routes.tsx";
import { workspaceConsole } from "./workspace/workspace-routes.tsx";

export interface ConsoleOptions {
  /** Other machines can reach this server. */
  readonly publicHost: boolean;
  /** Holds `console/` and `stage/` as built. */
  readonly distDir: string;
}

/** Open to who is not signed in: the ways in, and the switches. */
const OPEN = /^\/(sign-in|sign-out|language|theme|first-run\/(?!second$)[^/]+|link\/[^/]+)$/;
/** Not pages: other routers answer these, and one of them that finds nothing must not become a sign-in. */
const FOREIGN = /^\/(api|player|media|q|health|assets|stage)(\/|$)/;

const FOR_EVER = "public, max-age=31536000, immutable";
/** The stage's files keep their names; a browser asks each time whether they are new. */
const ASK_AGAIN = "no-cache";

/** Everything people see in a browser: pages, their built files, and the stage's page for previews. */
export function consoleRoutes(options: ConsoleOptions): Hono<AppEnv> {
  const app = new Hono<ConsoleEnv>();
  const asset = createAssetFiles(join(options.distDir, "console"));
  app.get("/assets/:file", (c) => serveFile(c, join(options.distDir, "console"), c.req.param("file"), FOR_EVER));
  app.get("/stage/", (c) => serveFile(c, join(options.distDir, "stage"), "index.html", ASK_AGAIN));
  app.get("/stage/:path{.+}", (c) => serveFile(c, join(options.distDir, "stage"), c.req.param("path"), ASK_AGAIN));
  app.use(async (c, next) => {
    if (FOREIGN.test(c.req.path)) return next();
    if (c.get("person") === null && !OPEN.test(c.req.path)) {
      const wanted = c.req.method === "GET" ? new URL(c.req.url).pathname : "/";
      return goTo(c, wanted === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(wanted)}`);
    }
    c.set("view", await makeView(c, { publicHost: options.publicHost, asset }));
    return next();
  });
  for (const routes of ROUTES) app.route("/", routes());
  return app as unknown as Hono<AppEnv>;
}

const ROUTES: readonly (() => Hono<ConsoleEnv>)[] = [
  switchesConsole,
  welcomeConsole,
  overviewConsole,
  workspaceConsole,
  peopleConsole,
  serverConsole,
  screensConsole,
  sitesConsole,
  pairConsole,
  addStoryConsole,
  putStoryConsole,
  storiesConsole,
  inboxConsole,
  approvalConsole,
  daypartsConsole,
  scheduleConsole,
  // Before the reports, of whose ids it would be taken for one.
  indicatorsConsole,
  letterheadConsole,
  periodReportsConsole,
  explorerConsole,
];
