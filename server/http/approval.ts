import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { AiringDocument, AiringScope } from "../../schemas/airing-document.ts";
import { humanText, NounId, Sha256 } from "../../schemas/primitives.ts";
import { text } from "../messages/catalogue.ts";
import type { AiringView } from "../services/approval/airing-view.ts";
import { approveAiring } from "../services/approval/approve-airing.ts";
import { getAiring, listWaitingAirings, type OwnDecision } from "../services/approval/get-airing.ts";
import { rejectAiring } from "../services/approval/reject-airing.ts";
import { submitForApproval } from "../services/approval/submit-for-approval.ts";
import { createRouter } from "./create-router.ts";
import type { AppEnv } from "./env.ts";
import { answers, body, creates, nothing, PageQuery, pageSchema } from "./route-parts.ts";

const tags = ["approval"];
const airingSha256 = z.object({ airingSha256: Sha256 });
const Reason = z.object({ reason: humanText(1_000).pipe(z.string().min(1)) });
const AiringState = z.enum(["waiting", "approved", "rejected", "withdrawn", "expired", "damaged"]);
const NamedPerson = z.object({ personId: NounId, name: z.string() });
const Deed = z.object({ by: NamedPerson.nullable(), atMs: z.int(), reason: z.string() }).nullable();

const AiringAnswer = z
  .object({
    airingSha256: Sha256,
    state: AiringState,
    editionVersionId: NounId,
    version: z.int(),
    storyId: NounId,
    storyTitle: z.string(),
    document: AiringDocument.nullable(),
    programmes: z.array(z.string()).readonly(),
    submittedAtMs: z.int(),
    submittedBy: NamedPerson.nullable(),
    approvals: z.array(NamedPerson.extend({ keyId: z.string(), approvedAtMs: z.int() })).readonly(),
    needed: z.int(),
    rejection: Deed,
    withdrawal: Deed,
    waiting: z
      .object({
        have: z.int(),
        needed: z.int(),
        /** Why those who hold the role now cannot complete it; in the reader's language. */
        blocked: z.object({ key: z.string(), text: z.string() }).nullable(),
      })
      .nullable(),
    own: z.enum(["may-approve", "already-approved", "not-distinct", "not-approver", "decided"]),
  })
  .openapi("Airing");

const route = {
  submit: createRoute({
    method: "post",
    path: "/airings",
    tags,
    request: body(z.object({ editionVersionId: NounId, scope: AiringScope.optional() })),
    responses: creates(airingSha256),
  }),
  listWaiting: createRoute({
    method: "get",
    path: "/airings/waiting",
    tags,
    request: { query: PageQuery },
    responses: answers(pageSchema(AiringAnswer)),
  }),
  get: createRoute({
    method: "get",
    path: "/airings/{airingSha256}",
    tags,
    request: { params: airingSha256 },
    responses: answers(AiringAnswer),
  }),
  approve: createRoute({
    method: "post",
    path: "/airings/{airingSha256}/approve",
    tags,
    request: { params: airingSha256 },
    responses: answers(z.object({ state: AiringState, approvals: z.int(), needed: z.int() })),
  }),
  reject: createRoute({
    method: "post",
    path: "/airings/{airingSha256}/reject",
    tags,
    request: { params: airingSha256, ...body(Reason) },
    responses: nothing,
  }),
};

/** Airing documents: sent, approved by two people, rejected. */
export function approvalRoutes(): OpenAPIHono<AppEnv> {
  const routes = createRouter();
  routes.openapi(route.submit, async (c) => c.json(await submitForApproval(c.get("ctx"), c.req.valid("json")), 201));
  routes.openapi(route.listWaiting, async (c) => {
    const page = await listWaitingAirings(c.get("ctx"), c.req.valid("query"));
    return c.json({ ...page, items: page.items.map((view) => answerOf(view, c.get("locale"))) }, 200);
  });
  routes.openapi(route.get, async (c) =>
    c.json(answerOf(await getAiring(c.get("ctx"), c.req.valid("param")), c.get("locale")), 200),
  );
  routes.openapi(route.approve, async (c) => c.json(await approveAiring(c.get("ctx"), c.req.valid("param")), 200));
  routes.openapi(route.reject, async (c) => {
    await rejectAiring(c.get("ctx"), { ...c.req.valid("param"), ...c.req.valid("json") });
    return c.body(null, 204);
  });
  return routes;
}

function answerOf(view: AiringView & { own: OwnDecision }, locale: AppEnv["Variables"]["locale"]) {
  const { waiting } = view;
  const blocked = waiting?.blocked ?? null;
  return {
    ...view,
    waiting:
      waiting === null
        ? null
        : {
            ...waiting,
            blocked: blocked && { key: blocked.key, text: text(locale, blocked.key, blocked.parameters) },
          },
  };
}
