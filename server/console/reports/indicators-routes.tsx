import { Hono } from "hono";
import { addDays, civilAt } from "../../../schemas/rules/zoned-time.ts";
import { DomainError } from "../../errors.ts";
import { readTrafficLines } from "../../http/traffic-lines.ts";
import { endTraffic, enterTraffic } from "../../services/indicators/enter-traffic.ts";
import { listTargetViews, listTrafficViews, readIndicators } from "../../services/indicators/read-indicators.ts";
import { endTarget, setTarget } from "../../services/indicators/set-target.ts";
import { listReference } from "../../services/reference/list-reference.ts";
import type { ConsoleContext, ConsoleEnv } from "../console-env.ts";
import type { FormInput } from "../form-input.ts";
import { HOME_ZONE } from "../parts/format.ts";
import { goTo, respond } from "../respond.ts";
import { type Refusal, submit } from "../submit.ts";
import { IndicatorsPage } from "./indicators-page.tsx";

const PAGE = "/reports/indicators";

/** Indicators with their formulas, targets, and the traffic that estimates rest on. */
export function indicatorsConsole(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.get(PAGE, (c) => show(c));
  const act = (path: string, run: (c: ConsoleContext, form: FormInput) => Promise<Response>) =>
    app.post(`${PAGE}/${path}`, (c) =>
      submit(
        c,
        (form) => run(c, form),
        (refusal) => show(c, refusal),
      ),
    );
  act("targets", async (c, form) => {
    const [subject = "", code = ""] = form.text("subject").split(" ");
    if (subject !== "programme" && subject !== "indicator") {
      throw new DomainError("bad-input", "error.bad-input", { what: "subject" });
    }
    const period = form.text("period");
    await setTarget(c.get("ctx"), { subject, code, period, value: readNumber(form.text("value")) });
    return goTo(c, `${PAGE}?period=${encodeURIComponent(period)}`, { key: "indicators.told-target" });
  });
  act("targets/:id/end", async (c) => {
    await endTarget(c.get("ctx"), { targetId: c.req.param("id") ?? "" });
    return goTo(c, PAGE, { key: "indicators.told-gone" });
  });
  act("traffic", async (c, form) => {
    const { site, fromDate, toDate, source } = textsOf(form);
    const lines = [{ site, fromDate, toDate, source, people: readNumber(form.text("people")) }];
    return told(c, await enterTraffic(c.get("ctx"), { lines }));
  });
  act("traffic/:id/end", async (c) => {
    await endTraffic(c.get("ctx"), { trafficId: c.req.param("id") ?? "" });
    return goTo(c, PAGE, { key: "indicators.told-gone" });
  });
  act("import", async (c, form) => {
    const text = (await form.file("file")?.text()) ?? form.raw("lines");
    return told(c, await enterTraffic(c.get("ctx"), { lines: readTrafficLines(text) }));
  });
  return app;
}

const told = (c: ConsoleContext, n: number) => goTo(c, PAGE, { key: "indicators.told-traffic", parameters: { n } });

function textsOf(form: FormInput) {
  return {
    site: form.text("site"),
    fromDate: form.text("fromDate"),
    toDate: form.text("toDate"),
    source: form.text("source"),
  };
}

/** `1.234,5` and `1234,5` and `98.5`: a point parts thousands only where three digits follow each. */
function readNumber(typed: string): number {
  const isGrouped = /^\d{1,3}(\.\d{3})+(,\d+)?$/.test(typed);
  const text = (isGrouped ? typed.replaceAll(".", "") : typed).replace(",", ".");
  if (!/^\d+(\.\d+)?$/.test(text)) throw new DomainError("bad-input", "indicators.bad-value");
  return Number(text);
}

async function show(c: ConsoleContext, refusal?: Refusal): Promise<Response> {
  const ctx = c.get("ctx");
  const asked = c.req.query("period");
  const { rows, sites } = await listTrafficViews(ctx);
  const page = (
    <IndicatorsPage
      view={c.get("view")}
      indicators={await readIndicators(ctx, { period: asked ?? lastMonth(c.get("view").nowMs) })}
      programmes={await listReference(ctx.db, "programme")}
      targets={await listTargetViews(ctx)}
      traffic={rows}
      sites={sites}
      refusal={refusal}
    />
  );
  return respond(c, page, refusal?.status ?? 200);
}

function lastMonth(nowMs: number): string {
  const month = civilAt(nowMs, HOME_ZONE).date.slice(0, 7);
  return addDays(`${month}-01`, -1).slice(0, 7);
}
