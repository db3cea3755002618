import type { Hono } from "hono";
import { publicHolidayDates } from "../../../schemas/rules/lunar-dates.ts";
import { civilAt } from "../../../schemas/rules/zoned-time.ts";
import { DomainError } from "../../errors.ts";
import { personNames } from "../../services/approval/person-names.ts";
import { listReference } from "../../services/reference/list-reference.ts";
import { getSite } from "../../services/sites/list-sites.ts";
import { listOperatingHours, setOperatingHours } from "../../services/sites/operating-hours.ts";
import type { ConsoleContext, ConsoleEnv } from "../console-env.ts";
import type { FormInput } from "../form-input.ts";
import { dayOf } from "../parts/format.ts";
import { goTo, respond } from "../respond.ts";
import { type Refusal, submit } from "../submit.ts";
import { formOfHours, readHours, seenHours } from "./hours-input.ts";
import { HoursPage } from "./hours-page.tsx";
import { hoursInForce } from "./hours-words.ts";

/** The operating hours of a site: what is in force, every change of it, setting and taking back. */
export function addHoursRoutes(app: Hono<ConsoleEnv>): void {
  app.get("/sites/:id/hours", (c) => showHours(c));
  app.post("/sites/:id/hours", (c) =>
    submit(
      c,
      async (form) => {
        if (form.has("more")) return showHours(c, form);
        const { siteId, timeZone } = await getSite(c.get("ctx"), { siteId: c.req.param("id") });
        const { fromDate, hours } = readHours(form, civilAt(c.get("view").nowMs, timeZone).date);
        const expectedSetAtMs = seenHours(form, fromDate);
        await setOperatingHours(c.get("ctx"), { siteId, fromDate, hours, expectedSetAtMs });
        const told = { key: "hours-page.saved", parameters: { date: dayOf(fromDate) } } as const;
        return goTo(c, `/sites/${siteId}/hours`, told);
      },
      (refusal) => showHours(c, refusal.form, refusal),
    ),
  );
  app.post("/sites/:id/hours/:from/take-back", (c) =>
    submit(
      c,
      async () => {
        const siteId = c.req.param("id");
        const fromDate = c.req.param("from");
        const seen = c.req.query("seen");
        const expectedSetAtMs = seen === undefined ? undefined : Number(seen);
        await setOperatingHours(c.get("ctx"), { siteId, fromDate, hours: null, expectedSetAtMs });
        const told = { key: "hours-page.taken-back", parameters: { date: dayOf(fromDate) } } as const;
        return goTo(c, `/sites/${siteId}/hours`, told);
      },
      (refusal) => showHours(c, undefined, refusal),
    ),
  );
}

/** The form as sent, or as the version named in the address has it, else as the one in force from today on. */
async function showHours(c: ConsoleContext, sent?: FormInput, refusal?: Refusal): Promise<Response> {
  const ctx = c.get("ctx");
  const view = c.get("view");
  const site = await getSite(ctx, { siteId: c.req.param("id") ?? "" });
  const { siteId } = site;
  const all = await listOperatingHours(ctx, { siteId });
  const today = civilAt(view.nowMs, site.timeZone).date;
  const wanted = c.req.query("from");
  const named = wanted === undefined ? null : (all.find(({ fromDate }) => fromDate === wanted) ?? null);
  if (wanted !== undefined && named === null) throw new DomainError("not-found", "hours-page.no-such");
  const shown = named ?? hoursInForce(all, today);
  const year = Number(today.slice(0, 4));
  const page = (
    <HoursPage
      view={view}
      site={site}
      all={all}
      people={
        await personNames(
          ctx,
          all.map(({ setBy }) => setBy),
        )
      }
      publicHolidays={new Set(publicHolidayDates(await listReference(ctx.db, "holiday"), year, year + 1))}
      today={today}
      form={sent ?? formOfHours(shown?.hours ?? null, named?.fromDate ?? today)}
      mayEdit={view.person?.roles.some((role) => role === "editor" || role === "administrator") === true}
      refusal={refusal}
    />
  );
  return respond(c, page, refusal?.status ?? 200);
}
