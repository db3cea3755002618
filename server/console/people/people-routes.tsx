import { Hono } from "hono";
import { DomainError } from "../../errors.ts";
import { changeRoles } from "../../services/people/change-roles.ts";
import { createPerson } from "../../services/people/create-person.ts";
import { disablePerson } from "../../services/people/disable-person.ts";
import { listPeople } from "../../services/people/list-people.ts";
import { readLink } from "../../services/people/one-time-links.ts";
import { Person } from "../../services/people/person.ts";
import { getPerson } from "../../services/people/read-person.ts";
import { NewPerson } from "../../services/people/register-person.ts";
import { resetPerson } from "../../services/people/reset-person.ts";
import { unlockPerson } from "../../services/people/unlock-person.ts";
import type { ConsoleContext, ConsoleEnv } from "../console-env.ts";
import type { FormInput } from "../form-input.ts";
import { goTo, respond } from "../respond.ts";
import { type Refusal, submit } from "../submit.ts";
import { HandoverPage } from "./handover-page.tsx";
import { PeoplePage } from "./people-page.tsx";
import { PersonPage } from "./person-page.tsx";

/** People: who they are, invitations, roles, locking. */
export function peopleConsole(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.get("/people", (c) => showPeople(c));
  app.post("/people", (c) =>
    submit(
      c,
      async (form) => {
        const person = newPersonOf(form);
        const { inviteToken } = await createPerson(c.get("ctx"), person);
        return showHandover(c, person.displayName, inviteToken, "/people");
      },
      (refusal) => showPeople(c, refusal),
    ),
  );
  app.get("/people/:id", (c) => showPerson(c));
  app.post("/people/:id/roles", (c) =>
    submit(
      c,
      async (form) => {
        const roles = Person.shape.roles.parse(form.all("role"));
        const person = await changeRoles(c.get("ctx"), { personId: c.req.param("id"), roles });
        const told = { key: "people-page.roles-changed", parameters: { name: person.displayName } } as const;
        return goTo(c, `/people/${person.id}`, told);
      },
      (refusal) => showPerson(c, refusal),
    ),
  );
  app.post("/people/:id/disable", (c) =>
    submit(
      c,
      async () => {
        const person = await disablePerson(c.get("ctx"), { personId: c.req.param("id") });
        return goTo(c, "/people", { key: "people-page.disabled", parameters: { name: person.displayName } });
      },
      (refusal) => showPerson(c, refusal),
    ),
  );
  app.post("/people/:id/unlock", (c) =>
    submit(
      c,
      async () => {
        const person = await unlockPerson(c.get("ctx"), { personId: c.req.param("id") });
        return goTo(c, "/people", { key: "people-page.unlocked", parameters: { name: person.displayName } });
      },
      (refusal) => showPerson(c, refusal),
    ),
  );
  app.post("/people/:id/reset", (c) =>
    submit(
      c,
      async () => {
        const personId = c.req.param("id");
        const { token } = await resetPerson(c.get("ctx"), { personId });
        const { displayName } = await getPerson(c.get("ctx").db, personId);
        return showHandover(c, displayName, token, "/people");
      },
      (refusal) => showPerson(c, refusal),
    ),
  );
  return app;
}

/** A new person as a form describes them. Throws `ZodError` for what cannot be one. */
export function newPersonOf(form: FormInput): NewPerson {
  return NewPerson.parse({ login: form.text("login"), displayName: form.text("displayName"), roles: form.all("role") });
}

/** Answers with the one-time link itself: the only time it is shown. */
export async function showHandover(c: ConsoleContext, name: string, token: string, next: string): Promise<Response> {
  const { expiresAtMs } = await readLink(c.get("ctx"), { token });
  const link = `${new URL(c.req.url).origin}/link/${token}`;
  return respond(
    c,
    <HandoverPage view={c.get("view")} name={name} link={link} expiresAtMs={expiresAtMs} next={next} />,
  );
}

async function showPeople(c: ConsoleContext, refusal?: Refusal): Promise<Response> {
  const view = c.get("view");
  const isAdministrator = view.person?.roles.includes("administrator") === true;
  const people = isAdministrator ? await listPeople(c.get("ctx")) : view.person === null ? [] : [view.person];
  return respond(c, <PeoplePage view={view} people={people} refusal={refusal} />, refusal?.status ?? 200);
}

async function showPerson(c: ConsoleContext, refusal?: Refusal): Promise<Response> {
  const view = c.get("view");
  const personId = c.req.param("id") ?? "";
  const isOwn = personId === view.person?.id;
  if (!isOwn && view.person?.roles.includes("administrator") !== true) {
    throw new DomainError("not-found", "error.not-found", {}, { personId });
  }
  const person = await getPerson(c.get("ctx").db, personId);
  return respond(c, <PersonPage view={view} person={person} refusal={refusal} />, refusal?.status ?? 200);
}
