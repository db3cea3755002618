import type { Hono } from "hono";
import { civilAt, instantOf, minutesOf } from "../../../schemas/rules/zoned-time.ts";
import { DomainError } from "../../errors.ts";
import { previewManifest } from "../../services/manifests/preview-manifest.ts";
import { readSchedule } from "../../services/schedule/read-schedule.ts";
import { getScreen, listScreens } from "../../services/sites/list-screens.ts";
import type { ScreenView } from "../../services/sites/screen-view.ts";
import type { ConsoleContext, ConsoleEnv } from "../console-env.ts";
import { readDate } from "../parts/civil-input.ts";
import { feedOfPlan } from "../preview/screen-feed.ts";
import { upcomingSlots } from "../preview/upcoming.ts";
import { respond } from "../respond.ts";
import { type Refusal, refusalOf } from "../submit.ts";
import { LookPage } from "./look-page.tsx";
import { reachedScreens } from "./reach.ts";
import { explainSlot } from "./why.ts";

const SHOWN_SLOTS = 7;

/** A screen at a chosen instant, by the schedule as it stands now. */
export function addLookRoutes(app: Hono<ConsoleEnv>): void {
  app.get("/schedule/preview", async (c) => {
    const { items: screens } = await listScreens(c.get("ctx"), { limit: 500 });
    const wanted = c.req.query("screen");
    const screen = screens.find((one) => one.screenId === wanted) ?? screens[0];
    if (screen === undefined) throw new DomainError("not-found", "schedule-page.no-screens");
    return showLook(c, screen, screens);
  });
  app.get("/schedule/feed.json", async (c) => {
    const view = c.get("view");
    const screen = await getScreen(c.get("ctx"), { screenId: c.req.query("screen") ?? "" });
    const plan = await previewManifest(c.get("ctx"), { screenId: screen.screenId });
    const atMs = Number(c.req.query("at"));
    if (!Number.isSafeInteger(atMs) || atMs < 0) throw new DomainError("bad-input", "error.bad-input", { what: "at" });
    return c.json(feedOfPlan(plan, screen, view, { atMs, playing: true }));
  });
}

async function showLook(c: ConsoleContext, screen: ScreenView, screens: readonly ScreenView[]): Promise<Response> {
  const ctx = c.get("ctx");
  const view = c.get("view");
  let refusal: Refusal | undefined;
  let at = { date: civilAt(view.nowMs, screen.timeZone).date, atMs: view.nowMs };
  try {
    at = chosenInstant(c, screen, at);
  } catch (error) {
    refusal = refusalOf(c, error);
  }
  const plan = await previewManifest(ctx, { screenId: screen.screenId });
  const { entries } = await readSchedule(ctx);
  const reaching = entries.filter((entry) => reachedScreens(entry.target, [screen]).length > 0);
  const page = (
    <LookPage
      view={view}
      screen={screen}
      screens={screens}
      date={at.date}
      atMs={at.atMs}
      slots={upcomingSlots(plan, at.atMs, SHOWN_SLOTS)}
      {...explainSlot(plan, at.atMs, reaching)}
      refusal={refusal}
    />
  );
  return respond(c, page, refusal?.status ?? 200);
}

function chosenInstant(c: ConsoleContext, screen: ScreenView, now: { date: string; atMs: number }) {
  const date = readDate(c.req.query("date") ?? "") ?? now.date;
  const time = (c.req.query("at") ?? "").trim();
  if (time === "" && date === now.date) return now;
  if (time !== "" && !/^([01]?\d|2[0-3]):[0-5]\d$/.test(time))
    throw new DomainError("bad-input", "entry-form.bad-time");
  return { date, atMs: instantOf(date, minutesOf(time === "" ? "09:00" : time), screen.timeZone) };
}
