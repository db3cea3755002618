import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context, Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ServiceContext } from "./context.ts";
import { approvalRoutes } from "./http/approval.ts";
import { assetsRoutes } from "./http/assets.ts";
import { limitBodyTime } from "./http/body-deadline.ts";
import { commandsRoutes } from "./http/commands.ts";
import { daypartsRoutes } from "./http/dayparts.ts";
import type { AppEnv } from "./http/env.ts";
import { explainRoutes } from "./http/explain.ts";
import { healthRoutes } from "./http/health.ts";
import { indicatorsRoutes } from "./http/indicators.ts";
import { letterheadRoutes } from "./http/letterhead.ts";
import { bindLocale } from "./http/locale.ts";
import { mediaRoutes } from "./http/media.ts";
import { checkOrigin } from "./http/origin-check.ts";
import { pairingRoutes } from "./http/pairing.ts";
import { peopleRoutes } from "./http/people.ts";
import { periodReportRoutes } from "./http/period-reports.ts";
import { placesRoutes } from "./http/places.ts";
import { playLogRoutes } from "./http/play-log.ts";
import { playerFilesRoutes } from "./http/player-files.ts";
import { playerPicturesRoutes } from "./http/player-pictures.ts";
import { playerPollRoutes } from "./http/player-poll.ts";
import { playlistsRoutes } from "./http/playlists.ts";
import { answerProblem, type Problem, problemOf } from "./http/problem.ts";
import { qrRoutes } from "./http/qr.ts";
import { limitRequestSize } from "./http/request-size.ts";
import { scheduleRoutes } from "./http/schedule.ts";
import { setSecurityHeaders } from "./http/security-headers.ts";
import { serverStateRoutes } from "./http/server-state.ts";
import { bindSession } from "./http/session-cookie.ts";
import { sitesRoutes } from "./http/sites.ts";
import { sourcesRoutes } from "./http/sources.ts";
import { storiesRoutes } from "./http/stories.ts";
import { withdrawalsRoutes } from "./http/withdrawals.ts";

/** The JSON API: one router per noun, mounted under /api/v1. */
const API_ROUTES: readonly (() => OpenAPIHono<AppEnv>)[] = [
  peopleRoutes,
  sitesRoutes,
  pairingRoutes,
  assetsRoutes,
  storiesRoutes,
  approvalRoutes,
  withdrawalsRoutes,
  commandsRoutes,
  sourcesRoutes,
  placesRoutes,
  scheduleRoutes,
  explainRoutes,
  playlistsRoutes,
  daypartsRoutes,
  playLogRoutes,
  letterheadRoutes,
  serverStateRoutes,
  periodReportRoutes,
  indicatorsRoutes,
];

/** What lives at the root: players, media, short links. */
const ROOT_ROUTES: readonly (() => Hono<AppEnv>)[] = [
  healthRoutes,
  playerFilesRoutes,
  playerPollRoutes,
  playerPicturesRoutes,
  mediaRoutes,
  qrRoutes,
];

export interface AppOptions {
  /** The operator pages, mounted at the root after everything else. */
  readonly console?: Hono<AppEnv>;
  /** Draws a refusal for someone reading in a browser; without it they get the same as programs do. */
  readonly errorPage?: (c: Context<AppEnv>, problem: Problem) => Response | Promise<Response>;
}

/**
 * Puts the server's web side together: every request passes the limits of its body, the origin check and the session before its
 * route; every refusal leaves as a problem (RFC 9457), or as a page for someone reading in a browser.
 */
export function createApp(ctx: ServiceContext, options: AppOptions = {}): OpenAPIHono<AppEnv> {
  const app = new OpenAPIHono<AppEnv>();
  app.onError((error, c) => refuse(c, error, options));
  app.notFound((c) => refuse(c, new HTTPException(404), options));
  app.use(setSecurityHeaders, bindLocale);
  app.use(async (c, next) => {
    // Until the session is read, so that a refusal before it can be logged.
    c.set("ctx", { ...ctx, actor: { kind: "anonymous" } });
    c.set("person", null);
    await next();
  });
  app.use(limitBodyTime(isUpload), limitRequestSize(isUpload), checkOrigin(ctx.settings.publicUrl), bindSession(ctx));
  for (const routes of API_ROUTES) app.route("/api/v1", routes());
  for (const routes of ROOT_ROUTES) app.route("/", routes());
  app.doc31("/api/v1/openapi.json", {
    openapi: "3.1.0",
    info: { title: "Cột Mốc", version: "1" },
  });
  if (options.console !== undefined) app.route("/", options.console);
  return app;
}

/** The routes that take a file as a stream and count its bytes themselves. */
function isUpload(path: string): boolean {
  return path === "/api/v1/assets" || path === "/stories/upload";
}

async function refuse(c: Context<AppEnv>, error: unknown, options: AppOptions): Promise<Response> {
  const problem = problemOf(c, error);
  const isRead = c.req.header("Accept")?.includes("text/html") === true && !c.req.path.startsWith("/api/");
  return isRead && options.errorPage !== undefined ? options.errorPage(c, problem) : answerProblem(c, problem);
}
