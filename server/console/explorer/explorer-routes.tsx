import { Hono } from "hono";
import { civilAt, instantOf } from "../../../schemas/rules/zoned-time.ts";
import { DomainError } from "../../errors.ts";
import { airtimeByHour } from "../../services/proof/airtime-by-hour.ts";
import { playAt } from "../../services/proof/play-at.ts";
import { listAllScreens } from "../../services/sites/list-screens.ts";
import type { ConsoleContext, ConsoleEnv } from "../console-env.ts";
import { exactTimeOf, HOME_ZONE } from "../parts/format.ts";
import { respond } from "../respond.ts";
import { type Refusal, refusalOf } from "../submit.ts";
import { type Asked, ExplorerPage } from "./explorer-page.tsx";

/** What the log says about any screen and instant. */
export function explorerConsole(): Hono<ConsoleEnv> {
  return new Hono<ConsoleEnv>().get("/explorer", (c) => show(c));
}

async function show(c: ConsoleContext): Promise<Response> {
  const ctx = c.get("ctx");
  const view = c.get("view");
  const screens = await listAllScreens(ctx);
  const asked: Asked = {
    screenId: c.req.query("screen") ?? screens[0]?.screenId ?? "",
    date: c.req.query("date") ?? civilAt(view.nowMs, HOME_ZONE).date,
    time: c.req.query("time") ?? exactTimeOf(view.nowMs),
  };
  let refusal: Refusal | undefined;
  const looked = await look(c, asked).catch((error: unknown) => {
    refusal = refusalOf(c, error);
    return { found: null, hours: [] };
  });
  const page = <ExplorerPage view={view} screens={screens} asked={asked} {...looked} refusal={refusal} />;
  return respond(c, page, refusal?.status ?? 200);
}

async function look(c: ConsoleContext, { screenId, date, time }: Asked) {
  const ctx = c.get("ctx");
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || !/^\d{2}:\d{2}(:\d{2})?$/.test(time)) {
    throw new DomainError("bad-input", "error.bad-input", { what: "date" });
  }
  const hours = await airtimeByHour(ctx, { date });
  const found = screenId === "" ? null : await playAt(ctx, { screenId, atMs: instantAt(date, time) });
  return { found, hours };
}

/** `10:32` or `10:32:05` of a civil date of the reports' zone. */
function instantAt(date: string, time: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(":").map(Number);
  return instantOf(date, hours * 60 + minutes, HOME_ZONE) + seconds * 1_000;
}
