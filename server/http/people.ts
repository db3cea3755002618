import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { AcceptLinkInput, acceptLink } from "../services/people/accept-link.ts";
import { addSecondPerson } from "../services/people/add-second-person.ts";
import { changeRoles } from "../services/people/change-roles.ts";
import { CompleteFirstRunInput, completeFirstRun } from "../services/people/complete-first-run.ts";
import { createPerson } from "../services/people/create-person.ts";
import { disablePerson } from "../services/people/disable-person.ts";
import { listPeople } from "../services/people/list-people.ts";
import { MAX_ROLES, Person, RoleName } from "../services/people/person.ts";
import { NewPerson } from "../services/people/register-person.ts";
import { resetPerson } from "../services/people/reset-person.ts";
import { SignInInput, signIn } from "../services/people/sign-in.ts";
import { signOut } from "../services/people/sign-out.ts";
import { unlockPerson } from "../services/people/unlock-person.ts";
import { createRouter } from "./create-router.ts";
import type { AppEnv } from "./env.ts";
import { remoteAddress } from "./remote-address.ts";
import { answers, body, creates, nothing } from "./route-parts.ts";
import { forgetSession, readSessionToken, rememberSession } from "./session-cookie.ts";

const personId = { params: z.object({ personId: z.uuid() }) };
const tags = ["people"];

const Invited = z.object({ personId: z.uuid(), inviteToken: z.string() });

const postSession = createRoute({
  method: "post",
  path: "/session",
  tags,
  request: body(SignInInput),
  responses: answers(Person),
});
const getSession = createRoute({
  method: "get",
  path: "/session",
  tags,
  responses: answers(z.object({ person: Person.nullable() })),
});
const deleteSession = createRoute({
  method: "delete",
  path: "/session",
  tags,
  responses: nothing,
});
const postFirstRun = createRoute({
  method: "post",
  path: "/first-run",
  tags,
  request: body(CompleteFirstRunInput),
  responses: creates(Person),
});
const postSecondPerson = createRoute({
  method: "post",
  path: "/first-run/second-person",
  tags,
  request: body(NewPerson),
  responses: creates(Invited),
});
const postLink = createRoute({
  method: "post",
  path: "/links/accept",
  tags,
  request: body(AcceptLinkInput),
  responses: answers(Person),
});
const getPeople = createRoute({
  method: "get",
  path: "/people",
  tags,
  responses: answers(z.array(Person)),
});
const postPerson = createRoute({
  method: "post",
  path: "/people",
  tags,
  request: body(NewPerson),
  responses: creates(Invited),
});
const putRoles = createRoute({
  method: "put",
  path: "/people/{personId}/roles",
  tags,
  request: { ...personId, ...body(z.object({ roles: z.array(RoleName).max(MAX_ROLES) })) },
  responses: answers(Person),
});
const postDisable = createRoute({
  method: "post",
  path: "/people/{personId}/disable",
  tags,
  request: personId,
  responses: answers(Person),
});
const postUnlock = createRoute({
  method: "post",
  path: "/people/{personId}/unlock",
  tags,
  request: personId,
  responses: answers(Person),
});
const postReset = createRoute({
  method: "post",
  path: "/people/{personId}/reset",
  tags,
  request: personId,
  responses: answers(z.object({ token: z.string() })),
});

/** People, their sessions and their links. Secrets are in bodies and cookies, never in an address that gets logged. */
export function peopleRoutes(): OpenAPIHono<AppEnv> {
  const routes = createRouter();
  addSessionRoutes(routes);
  addAccountRoutes(routes);
  return routes;
}

function addSessionRoutes(routes: OpenAPIHono<AppEnv>): void {
  routes.openapi(postSession, async (c) => {
    const { sessionToken, person } = await signIn(c.get("ctx"), {
      ...c.req.valid("json"),
      remoteAddress: remoteAddress(c),
    });
    rememberSession(c, sessionToken);
    return c.json(person, 200);
  });
  routes.openapi(getSession, (c) => c.json({ person: c.get("person") }, 200));
  routes.openapi(deleteSession, async (c) => {
    await signOut(c.get("ctx"), { sessionToken: readSessionToken(c) ?? "" });
    forgetSession(c);
    return c.body(null, 204);
  });
  routes.openapi(postFirstRun, async (c) => {
    const { sessionToken, person } = await completeFirstRun(c.get("ctx"), c.req.valid("json"));
    rememberSession(c, sessionToken);
    return c.json(person, 201);
  });
  routes.openapi(postLink, async (c) => {
    const { sessionToken, person } = await acceptLink(c.get("ctx"), c.req.valid("json"));
    rememberSession(c, sessionToken);
    return c.json(person, 200);
  });
}

function addAccountRoutes(routes: OpenAPIHono<AppEnv>): void {
  routes.openapi(postSecondPerson, async (c) => c.json(await addSecondPerson(c.get("ctx"), c.req.valid("json")), 201));
  routes.openapi(getPeople, async (c) => c.json(await listPeople(c.get("ctx")), 200));
  routes.openapi(postPerson, async (c) => c.json(await createPerson(c.get("ctx"), c.req.valid("json")), 201));
  routes.openapi(putRoles, async (c) =>
    c.json(await changeRoles(c.get("ctx"), { ...c.req.valid("param"), ...c.req.valid("json") }), 200),
  );
  routes.openapi(postDisable, async (c) => c.json(await disablePerson(c.get("ctx"), c.req.valid("param")), 200));
  routes.openapi(postUnlock, async (c) => c.json(await unlockPerson(c.get("ctx"), c.req.valid("param")), 200));
  routes.openapi(postReset, async (c) => c.json(await resetPerson(c.get("ctx"), c.req.valid("param")), 200));
}
