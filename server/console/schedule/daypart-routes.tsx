import { Hono } from "hono";
import { NounId } from "../../../schemas/primitives.ts";
import { DomainError } from "../../errors.ts";
import { createDaypart } from "../../services/schedule/create-daypart.ts";
import { type DaypartView, listDayparts } from "../../services/schedule/list-dayparts.ts";
import { readSchedule } from "../../services/schedule/read-schedule.ts";
import { restoreDaypart, retireDaypart } from "../../services/schedule/retire-daypart.ts";
import { updateDaypart } from "../../services/schedule/update-daypart.ts";
import type { ConsoleContext, ConsoleEnv } from "../console-env.ts";
import type { FormInput } from "../form-input.ts";
import { goTo, respond } from "../respond.ts";
import { type Refusal, submit } from "../submit.ts";
import { formOfDaypart, formOfNewDaypart, readDaypart } from "./daypart-input.ts";
import { DaypartPage, DaypartsPage } from "./daypart-pages.tsx";

const LIST = "/schedule/dayparts";

/** Named dayparts: the list, a new one, changing and taking out. */
export function daypartsConsole(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.get(LIST, showDayparts);
  app.get(`${LIST}/new`, (c) => showDaypart(c, null, formOfNewDaypart()));
  app.post(LIST, (c) =>
    submit(
      c,
      async (form) => {
        if (form.has("more")) return showDaypart(c, null, form);
        const daypart = readDaypart(form);
        await createDaypart(c.get("ctx"), daypart);
        return goTo(c, LIST, { key: "dayparts.saved", parameters: { name: daypart.name } });
      },
      (refusal) => showDaypart(c, null, refusal.form, refusal),
    ),
  );
  app.get(`${LIST}/:id`, async (c) => {
    const daypart = await daypartOf(c);
    return showDaypart(c, daypart, formOfDaypart(daypart, daypart.updatedAtMs));
  });
  app.post(`${LIST}/:id`, (c) =>
    submit(
      c,
      async (form) => {
        const known = await daypartOf(c);
        if (form.has("more")) return showDaypart(c, known, form);
        const daypart = readDaypart(form);
        const expectedUpdatedAtMs = Number(form.text("basis"));
        await updateDaypart(c.get("ctx"), { daypartId: known.id, daypart, expectedUpdatedAtMs });
        return goTo(c, LIST, { key: "dayparts.saved", parameters: { name: daypart.name } });
      },
      async (refusal) => showDaypart(c, await daypartOf(c), refusal.form, refusal),
    ),
  );
  app.post(`${LIST}/:id/retire`, (c) =>
    submit(
      c,
      async () => {
        const { id, name } = await daypartOf(c);
        await retireDaypart(c.get("ctx"), { daypartId: id });
        return goTo(c, `${LIST}?undo=${id}`, { key: "dayparts.retired", parameters: { name } });
      },
      async (refusal) => {
        const daypart = await daypartOf(c);
        return showDaypart(c, daypart, formOfDaypart(daypart, daypart.updatedAtMs), refusal);
      },
    ),
  );
  app.post(`${LIST}/:id/restore`, async (c) => {
    await restoreDaypart(c.get("ctx"), { daypartId: c.req.param("id") });
    const { name } = await daypartOf(c);
    return goTo(c, LIST, { key: "dayparts.restored", parameters: { name } });
  });
  return app;
}

async function daypartOf(c: ConsoleContext): Promise<DaypartView> {
  const daypartId = c.req.param("id") ?? "";
  const daypart = (await listDayparts(c.get("ctx"))).find(({ id }) => id === daypartId);
  if (daypart === undefined) throw new DomainError("not-found", "error.not-found", {}, { daypartId });
  return daypart;
}

async function showDayparts(c: ConsoleContext): Promise<Response> {
  const ctx = c.get("ctx");
  const view = c.get("view");
  const { entries } = await readSchedule(ctx);
  const page = (
    <DaypartsPage
      view={view}
      dayparts={await listDayparts(ctx)}
      entries={entries}
      undo={NounId.safeParse(c.req.query("undo")).data ?? null}
      mayEdit={view.person?.roles.includes("editor") === true}
    />
  );
  return respond(c, page);
}

async function showDaypart(
  c: ConsoleContext,
  daypart: DaypartView | null,
  form: FormInput,
  refusal?: Refusal,
): Promise<Response> {
  const { entries } = await readSchedule(c.get("ctx"));
  const users = entries.filter(({ id }) => daypart?.entryIds.includes(id)).map(({ name }) => name);
  const page = <DaypartPage view={c.get("view")} daypart={daypart} users={users} form={form} refusal={refusal} />;
  return respond(c, page, refusal?.status ?? 200);
}
