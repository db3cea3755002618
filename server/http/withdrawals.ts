import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { humanText, NounId, Sha256 } from "../../schemas/primitives.ts";
import { liftWithdrawal } from "../services/withdrawals/lift-withdrawal.ts";
import { withdrawAiring } from "../services/withdrawals/withdraw-airing.ts";
import { withdrawalProgress } from "../services/withdrawals/withdrawal-progress.ts";
import { createRouter } from "./create-router.ts";
import type { AppEnv } from "./env.ts";
import { answers, body } from "./route-parts.ts";

const tags = ["withdrawals"];
const airingSha256 = z.object({ airingSha256: Sha256 });
const Reason = z.object({ reason: humanText(1_000).pipe(z.string().min(1)) });
const Following = z.object({
  screenId: NounId,
  screenName: z.string(),
  siteName: z.string(),
  heardAtMs: z.int().nullable(),
});

const route = {
  withdraw: createRoute({
    method: "post",
    path: "/airings/{airingSha256}/withdraw",
    tags,
    request: { params: airingSha256, ...body(Reason) },
    responses: answers(z.object({ version: z.int() })),
  }),
  progress: createRoute({
    method: "get",
    path: "/airings/{airingSha256}/withdrawal",
    tags,
    request: { params: airingSha256 },
    responses: answers(
      z.object({
        version: z.int(),
        withdrawnAtMs: z.int(),
        confirmed: z.array(Following.extend({ confirmedAtMs: z.int() })).readonly(),
        pending: z.array(Following).readonly(),
        liftedInVersion: z.int().nullable(),
        lifts: z.array(z.object({ personId: NounId, name: z.string(), atMs: z.int() })).readonly(),
        liftsNeeded: z.int(),
      }),
    ),
  }),
  lift: createRoute({
    method: "post",
    path: "/airings/{airingSha256}/lift",
    tags,
    request: { params: airingSha256 },
    responses: answers(z.object({ lifts: z.int(), needed: z.int(), version: z.int().nullable() })),
  }),
};

/** Withdrawals: off every screen by one act, confirmed screen by screen, lifted by two approvers. */
export function withdrawalsRoutes(): OpenAPIHono<AppEnv> {
  const routes = createRouter();
  routes.openapi(route.withdraw, async (c) =>
    c.json(await withdrawAiring(c.get("ctx"), { ...c.req.valid("param"), ...c.req.valid("json") }), 200),
  );
  routes.openapi(route.progress, async (c) =>
    c.json(await withdrawalProgress(c.get("ctx"), c.req.valid("param")), 200),
  );
  routes.openapi(route.lift, async (c) => c.json(await liftWithdrawal(c.get("ctx"), c.req.valid("param")), 200));
  return routes;
}
