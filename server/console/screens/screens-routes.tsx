import { Hono } from "hono";
import { z } from "zod";
import { humanText } from "../../../schemas/primitives.ts";
import { DomainError } from "../../errors.ts";
import { readAirings } from "../../services/approval/read-airings.ts";
import { listCommands } from "../../services/commands/list-commands.ts";
import { listScreenDays } from "../../services/completeness/list-screen-days.ts";
import { listPlays } from "../../services/ledger/list-plays.ts";
import { readProofMarks } from "../../services/ledger/read-proof-marks.ts";
import { listScreenPictures } from "../../services/pictures/list-pictures.ts";
import { createCluster } from "../../services/sites/create-cluster.ts";
import { createScreen } from "../../services/sites/create-screen.ts";
import { createSite } from "../../services/sites/create-site.ts";
import { getScreen } from "../../services/sites/list-screens.ts";
import { listTags } from "../../services/sites/list-tags.ts";
import { retireScreen } from "../../services/sites/retire.ts";
import type { ConsoleContext, ConsoleEnv } from "../console-env.ts";
import type { FormInput } from "../form-input.ts";
import { feedOfPlan, readScreenPlan } from "../preview/screen-feed.ts";
import { goTo, respond } from "../respond.ts";
import { type Refusal, submit } from "../submit.ts";
import { findGateChoice, findGates, siteAtGate } from "./gates.ts";
import { labelsConsole } from "./labels-routes.ts";
import { sentencesOf } from "./light-sentences.ts";
import { lightsOf } from "./light-states.ts";
import { litScreens } from "./lit-screens.ts";
import { ChooseGatePage, NameScreenPage, SCREEN_SIZES } from "./new-screen-page.tsx";
import { ordersConsole } from "./orders-routes.ts";
import { ScreenPage } from "./screen-page.tsx";
import { ScreensPage } from "./screens-page.tsx";

const Name = humanText(120).pipe(z.string().min(1));
const NewScreen = z.object({ gateId: z.string().min(1), name: Name, size: z.enum(["h", "v", "strip"]) });

/** Screens: the list, one screen, a new one at a gate of the reference. */
export function screensConsole(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.get("/screens", async (c) => respond(c, <ScreensPage view={c.get("view")} screens={await litScreens(c)} />));
  app.get("/screens/new", async (c) => {
    const gateId = c.req.query("gate");
    return gateId === undefined ? showGates(c) : showNaming(c, gateId);
  });
  app.post("/screens", (c) =>
    submit(
      c,
      (form) => addScreen(c, form),
      (refusal) => showNaming(c, refusal.form.text("gateId"), refusal),
    ),
  );
  app.get("/screens/:id", (c) => showScreen(c));
  app.get("/screens/:id/feed.json", async (c) => {
    const view = c.get("view");
    const screen = await getScreen(c.get("ctx"), { screenId: c.req.param("id") });
    const plan = await readScreenPlan(c.get("ctx"), screen.screenId);
    if (plan === null) throw new DomainError("not-found", "screen.no-plan");
    return c.json(feedOfPlan(plan, screen, view, { atMs: view.nowMs, playing: true }));
  });
  app.post("/screens/:id/retire", (c) =>
    submit(
      c,
      async () => {
        const screenId = c.req.param("id");
        const { name } = await getScreen(c.get("ctx"), { screenId });
        await retireScreen(c.get("ctx"), { screenId });
        return goTo(c, "/screens", { key: "screen.retire-done", parameters: { name } });
      },
      (refusal) => showScreen(c, refusal),
    ),
  );
  app.route("/", ordersConsole(showScreen));
  app.route("/", labelsConsole(showScreen));
  return app;
}

/** Site and cluster are made when the gate has none yet; what already stands there is used. */
async function addScreen(c: ConsoleContext, form: FormInput): Promise<Response> {
  const ctx = c.get("ctx");
  const { gateId, name, size } = NewScreen.parse({
    gateId: form.text("gateId"),
    name: form.text("name"),
    size: form.text("size"),
  });
  const chosen = form.text("clusterId");
  const clusterName =
    chosen === "" ? Name.parse(form.text("clusterName") || c.get("view").t("new-screen.cluster-default")) : "";
  const siteId = (await siteAtGate(ctx, gateId))?.siteId ?? (await createSite(ctx, { gateId })).siteId;
  const clusterId = chosen === "" ? (await createCluster(ctx, { siteId, name: clusterName })).clusterId : chosen;
  const [widthPx, heightPx] = SCREEN_SIZES[size];
  const { screenId } = await createScreen(ctx, { clusterId, name, widthPx, heightPx });
  return goTo(c, `/screens/${screenId}/pair`, { key: "new-screen.done", parameters: { name } });
}

async function showGates(c: ConsoleContext): Promise<Response> {
  const view = c.get("view");
  const query = (c.req.query("q") ?? "").normalize("NFC");
  const { gates, matches } = await findGates(c.get("ctx"), view, query);
  return respond(c, <ChooseGatePage view={view} query={query} gates={gates} matches={matches} />);
}

async function showNaming(c: ConsoleContext, gateId: string, refusal?: Refusal): Promise<Response> {
  const view = c.get("view");
  const gate = await findGateChoice(c.get("ctx"), view, gateId);
  if (gate === undefined) throw new DomainError("not-found", "error.not-found", {}, { gateId });
  const site = await siteAtGate(c.get("ctx"), gateId);
  const page = <NameScreenPage view={view} gate={gate} clusters={site?.clusters ?? []} refusal={refusal} />;
  return respond(c, page, refusal?.status ?? 200);
}

async function showScreen(c: ConsoleContext, refusal?: Refusal): Promise<Response> {
  const ctx = c.get("ctx");
  const view = c.get("view");
  const screen = await getScreen(ctx, { screenId: c.req.param("id") ?? "" });
  const player = screen.player?.player;
  const proof = player === undefined ? undefined : (await readProofMarks(ctx, [player])).get(player);
  const lights = lightsOf(screen, proof, view.nowMs);
  const plan = await readScreenPlan(ctx, screen.screenId);
  const { items: plays } = await listPlays(ctx, { screenId: screen.screenId, limit: 12 });
  const commands = await listCommands(ctx, { screenId: screen.screenId });
  const pictures = await listScreenPictures(ctx, { screenId: screen.screenId });
  const airings = await readAirings(ctx, [
    ...plays.map((play) => play.airingSha256),
    ...pictures.flatMap((picture) => picture.airingSha256 ?? []),
  ]);
  const page = (
    <ScreenPage
      view={view}
      screen={screen}
      lights={lights}
      sentences={sentencesOf(view, screen, lights, proof)}
      plan={plan}
      plays={plays}
      commands={commands}
      pictures={pictures}
      days={await listScreenDays(ctx, screen, { days: 14 })}
      titles={new Map(Object.entries(airings).map(([sha256, document]) => [sha256, document.title]))}
      knownTags={(await listTags(ctx)).map(({ tag }) => tag)}
      refusal={refusal}
    />
  );
  return respond(c, page, refusal?.status ?? 200);
}
