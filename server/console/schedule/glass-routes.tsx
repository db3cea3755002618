import type { Hono } from "hono";
import { civilAt } from "../../../schemas/rules/zoned-time.ts";
import { DomainError } from "../../errors.ts";
import { previewAt } from "../../services/schedule/preview-at.ts";
import { getScreen, listAllScreens } from "../../services/sites/list-screens.ts";
import type { ScreenView } from "../../services/sites/screen-view.ts";
import type { ConsoleContext, ConsoleEnv } from "../console-env.ts";
import { Page } from "../layout/page.tsx";
import { readDate } from "../parts/civil-input.ts";
import { RefusalNote } from "../parts/field.tsx";
import { PageHead } from "../parts/section.tsx";
import { shapeOf } from "../parts/stage-frame.tsx";
import { feedOfPlan } from "../preview/screen-feed.ts";
import { respond } from "../respond.ts";
import { type Refusal, refusalOf } from "../submit.ts";
import { type Glass, isDraftAt, readGlass } from "./glass-data.ts";
import { feedAddress, GlassSection, GlassTold, glassNote, glassTitle } from "./glass-section.tsx";
import { chosenInstant } from "./glass-time.ts";

/** A screen at a chosen second: as a page, as what a page changes when another second is chosen, and for a stage. */
export function addGlassRoutes(app: Hono<ConsoleEnv>): void {
  app.get("/schedule/preview", async (c) => {
    const screens = await listAllScreens(c.get("ctx"));
    const wanted = c.req.query("screen") ?? "";
    const screen = screens.find((one) => one.screenId === wanted) ?? screens[0];
    if (screen === undefined) throw new DomainError("not-found", "schedule-page.no-screens");
    return showGlass(c, screen, screens);
  });
  app.get("/schedule/glass.json", async (c) => {
    const screen = await getScreen(c.get("ctx"), { screenId: c.req.query("screen") ?? "" });
    const view = c.get("view");
    c.header("Cache-Control", "no-store");
    let glass: Glass;
    try {
      glass = await readGlass(c.get("ctx"), view, screen, askedInstant(c, screen));
    } catch (error) {
      const { message, status } = refusalOf(c, error);
      return c.json({ refusal: message }, status as 422);
    }
    const told = await (<GlassTold view={view} glass={glass} />);
    return c.json({
      title: glassTitle(view, glass),
      note: glassNote(view, glass),
      told: told.toString(),
      feed: feedAddress(glass),
      shape: shapeOf(screen.widthPx, screen.heightPx),
      screenHref: `/screens/${screen.screenId}`,
    });
  });
  app.get("/schedule/feed.json", async (c) => {
    const view = c.get("view");
    const screen = await getScreen(c.get("ctx"), { screenId: c.req.query("screen") ?? "" });
    const atMs = Number(c.req.query("at"));
    if (!Number.isSafeInteger(atMs) || atMs < 0) throw new DomainError("bad-input", "error.bad-input", { what: "at" });
    const input = { screenId: screen.screenId, atMs, draft: isDraftAt(view, atMs) };
    const plan = await previewAt(c.get("ctx"), input);
    return c.json(feedOfPlan(plan, screen, view, { atMs, playing: true }));
  });
}

/** The instant that the address names on the screen's clock. */
function askedInstant(c: ConsoleContext, screen: ScreenView): number {
  const { nowMs } = c.get("view");
  const date = readDate(c.req.query("date") ?? "") ?? civilAt(nowMs, screen.timeZone).date;
  const typed = (c.req.query("at") ?? "").trim();
  return chosenInstant(date, typed === "" ? null : typed, screen.timeZone, nowMs);
}

async function showGlass(c: ConsoleContext, screen: ScreenView, screens: readonly ScreenView[]): Promise<Response> {
  const view = c.get("view");
  let refusal: Refusal | undefined;
  let atMs = view.nowMs;
  try {
    atMs = askedInstant(c, screen);
  } catch (error) {
    refusal = refusalOf(c, error);
  }
  const glass = await readGlass(c.get("ctx"), view, screen, atMs);
  const page = (
    <Page
      view={view}
      title={glassTitle(view, glass)}
      place="schedule"
      islands={["timeline-glass"]}
      crumbs={[{ href: "/schedule", label: view.t("nav.schedule") }]}
    >
      <PageHead lead={glassTitle(view, glass)} under={glassNote(view, glass)} />
      <RefusalNote refusal={refusal} />
      <GlassSection view={view} glass={glass} screens={screens} action="/schedule/preview" kept={{}} />
    </Page>
  );
  return respond(c, page, refusal?.status ?? 200);
}
