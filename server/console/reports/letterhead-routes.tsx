import { Hono } from "hono";
import { CivilDate } from "../../../schemas/primitives.ts";
import { civilAt } from "../../../schemas/rules/zoned-time.ts";
import { requireRole } from "../../services/people/require-role.ts";
import { readLetterhead, saveLetterhead } from "../../services/reports/letterhead.ts";
import type { ConsoleContext, ConsoleEnv } from "../console-env.ts";
import type { FormInput } from "../form-input.ts";
import { dayOf, HOME_ZONE } from "../parts/format.ts";
import { goTo, respond } from "../respond.ts";
import { type Refusal, submit } from "../submit.ts";
import { LetterheadPage } from "./letterhead-page.tsx";

const PAGE = "/reports/letterhead";

/** Names and titles that reports are printed with. */
export function letterheadConsole(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.get(PAGE, (c) => show(c));
  app.post(PAGE, (c) =>
    submit(
      c,
      async (form) => {
        const fromDate = CivilDate.parse(form.text("fromDate"));
        await saveLetterhead(c.get("ctx"), { ...letterheadOf(form), fromDate });
        return goTo(c, PAGE, { key: "letterhead.told-saved", parameters: { from: dayOf(fromDate) } });
      },
      (refusal) => show(c, refusal),
    ),
  );
  return app;
}

function letterheadOf(form: FormInput) {
  const lines = (name: string) =>
    form
      .text(name)
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "");
  return {
    parentAgency: form.text("parentAgency"),
    agency: form.text("agency"),
    symbol: form.text("symbol"),
    place: form.text("place"),
    addressees: lines("addressees"),
    recipients: lines("recipients"),
    draftingUnit: form.text("draftingUnit"),
    signerTitles: lines("signerTitles"),
  };
}

async function show(c: ConsoleContext, refusal?: Refusal): Promise<Response> {
  const ctx = c.get("ctx");
  requireRole(ctx, "editor", "approver", "administrator");
  const page = (
    <LetterheadPage
      view={c.get("view")}
      letterhead={await readLetterhead(ctx)}
      today={civilAt(c.get("view").nowMs, HOME_ZONE).date}
      refusal={refusal}
    />
  );
  return respond(c, page, refusal?.status ?? 200);
}
