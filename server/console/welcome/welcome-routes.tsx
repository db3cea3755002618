import { Hono } from "hono";
import { DomainError } from "../../errors.ts";
import { remoteAddress } from "../../http/remote-address.ts";
import { forgetSession, readSessionToken, rememberSession } from "../../http/session-cookie.ts";
import { acceptLink } from "../../services/people/accept-link.ts";
import { addSecondPerson, mayAddSecondPerson } from "../../services/people/add-second-person.ts";
import { CompleteFirstRunInput, completeFirstRun } from "../../services/people/complete-first-run.ts";
import { readLink } from "../../services/people/one-time-links.ts";
import { MIN_PASSWORD_LENGTH } from "../../services/people/password.ts";
import { SignInInput, signIn } from "../../services/people/sign-in.ts";
import { signOut } from "../../services/people/sign-out.ts";
import { appOf, type ConsoleContext, type ConsoleEnv } from "../console-env.ts";
import type { FormInput } from "../form-input.ts";
import { newPersonOf, showHandover } from "../people/people-routes.tsx";
import { goTo, respond } from "../respond.ts";
import { type Refusal, submit } from "../submit.ts";
import { ownPath } from "../switches-routes.ts";
import { FirstRunPage, LinkPage, SecondPersonPage } from "./first-run.tsx";
import { SignInPage } from "./sign-in.tsx";

/** Ways in and out: the first run, one-time links, sign-in and sign-out. */
export function welcomeConsole(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  addSignIn(app);
  addSecond(app);
  app.get("/first-run/:token", (c) => showFirstRun(c));
  app.post("/first-run/:token", (c) =>
    submit(
      c,
      async (form) => {
        const { sessionToken, person } = await completeFirstRun(c.get("ctx"), firstRunOf(c.req.param("token"), form));
        rememberSession(c, sessionToken);
        return goTo(c, "/first-run/second", { key: "welcome.made", parameters: { name: person.displayName } });
      },
      (refusal) => showFirstRun(c, refusal),
    ),
  );
  app.get("/link/:token", (c) => showLink(c));
  app.post("/link/:token", (c) =>
    submit(
      c,
      async (form) => {
        const token = c.req.param("token");
        const { sessionToken, person } = await acceptLink(c.get("ctx"), { token, password: rawPassword(form) });
        rememberSession(c, sessionToken);
        return goTo(c, "/", { key: "link.done", parameters: { name: person.displayName } });
      },
      (refusal) => showLink(c, refusal),
    ),
  );
  return app;
}

function addSignIn(app: Hono<ConsoleEnv>): void {
  app.get("/sign-in", (c) =>
    c.get("person") === null ? showSignIn(c, c.req.query("next") ?? "/") : Promise.resolve(goTo(c, "/")),
  );
  app.post("/sign-in", (c) =>
    submit(
      c,
      async (form) => {
        const input = SignInInput.parse({ login: form.text("login"), password: rawPassword(form) });
        const { sessionToken } = await signIn(c.get("ctx"), { ...input, remoteAddress: remoteAddress(appOf(c)) });
        rememberSession(c, sessionToken);
        return goTo(c, ownPath(form.text("next")));
      },
      (refusal) => showSignIn(c, refusal.form.text("next"), refusal),
    ),
  );
  app.post("/sign-out", async (c) => {
    await signOut(c.get("ctx"), { sessionToken: readSessionToken(c) ?? "" });
    forgetSession(c);
    return goTo(c, "/sign-in", { key: "sign-in.bye" });
  });
}

function addSecond(app: Hono<ConsoleEnv>): void {
  app.get("/first-run/second", async (c) => ((await mayAddSecondPerson(c.get("ctx"))) ? showSecond(c) : goTo(c, "/")));
  app.post("/first-run/second", (c) =>
    submit(
      c,
      async (form) => {
        const person = newPersonOf(form);
        const { inviteToken } = await addSecondPerson(c.get("ctx"), person);
        return showHandover(c, person.displayName, inviteToken, "/");
      },
      (refusal) => showSecond(c, refusal),
    ),
  );
}

function firstRunOf(token: string, form: FormInput): CompleteFirstRunInput {
  const approves = form.text("approves");
  if (approves !== "yes" && approves !== "no") throw new DomainError("bad-input", "welcome.approves-missing");
  return CompleteFirstRunInput.parse({
    token,
    login: form.text("login"),
    displayName: form.text("displayName"),
    password: rawPassword(form),
    alsoApproves: approves === "yes",
  });
}

/** Passwords are taken as typed: trimming one would lock its owner out. */
function rawPassword(form: FormInput): string {
  return form.raw("password");
}

function showSignIn(c: ConsoleContext, next: string, refusal?: Refusal): Promise<Response> {
  return respond(c, <SignInPage view={c.get("view")} next={ownPath(next)} refusal={refusal} />, refusal?.status ?? 200);
}

async function showFirstRun(c: ConsoleContext, refusal?: Refusal): Promise<Response> {
  const token = c.req.param("token") ?? "";
  const link = await readLink(c.get("ctx"), { token });
  if (link.purpose !== "first-run") throw new DomainError("expired", "people.link-spent");
  const page = <FirstRunPage view={c.get("view")} token={token} minPassword={MIN_PASSWORD_LENGTH} refusal={refusal} />;
  return respond(c, page, refusal?.status ?? 200);
}

function showSecond(c: ConsoleContext, refusal?: Refusal): Promise<Response> {
  return respond(c, <SecondPersonPage view={c.get("view")} refusal={refusal} />, refusal?.status ?? 200);
}

async function showLink(c: ConsoleContext, refusal?: Refusal): Promise<Response> {
  const token = c.req.param("token") ?? "";
  const link = await readLink(c.get("ctx"), { token });
  if (link.purpose === "first-run") return goTo(c, `/first-run/${token}`);
  const page = (
    <LinkPage
      view={c.get("view")}
      token={token}
      whose={link.person}
      minPassword={MIN_PASSWORD_LENGTH}
      refusal={refusal}
    />
  );
  return respond(c, page, refusal?.status ?? 200);
}
