import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { NounId } from "../../schemas/primitives.ts";
import { claimPairing } from "../services/pairing/claim-pairing.ts";
import { confirmPairing, refusePairing } from "../services/pairing/confirm-pairing.ts";
import { revokePlayer } from "../services/pairing/revoke-player.ts";
import { createRouter } from "./create-router.ts";
import type { AppEnv } from "./env.ts";
import { answers, body, nothing } from "./route-parts.ts";

const tags = ["pairing"];
const requestId = z.object({ requestId: NounId });

const PairingClaim = z
  .object({
    requestId: NounId,
    words: z.array(z.string()).readonly(),
    deviceName: z.string(),
    expiresAtMs: z.int(),
    replaces: z.object({ player: z.int(), deviceName: z.string() }).nullable(),
  })
  .openapi("PairingClaim");

const claim = createRoute({
  method: "post",
  path: "/screens/{screenId}/pairing",
  tags,
  request: { params: z.object({ screenId: NounId }), ...body(z.object({ code: z.string().min(1).max(40) })) },
  responses: answers(PairingClaim),
});
const confirm = createRoute({
  method: "post",
  path: "/pairing/{requestId}/confirm",
  tags,
  request: { params: requestId, ...body(z.object({ replaceExisting: z.boolean().default(false) })) },
  responses: answers(z.object({ player: z.int(), screenId: NounId })),
});
const refuse = createRoute({
  method: "post",
  path: "/pairing/{requestId}/refuse",
  tags,
  request: { params: requestId },
  responses: nothing,
});
const revoke = createRoute({
  method: "post",
  path: "/players/{player}/revoke",
  tags,
  request: { params: z.object({ player: z.coerce.number().int().min(1) }) },
  responses: nothing,
});

/** The operator's half of pairing; the player's half is in `player-files.ts`. */
export function pairingRoutes(): OpenAPIHono<AppEnv> {
  const routes = createRouter();
  routes.openapi(claim, async (c) =>
    c.json(await claimPairing(c.get("ctx"), { ...c.req.valid("param"), ...c.req.valid("json") }), 200),
  );
  routes.openapi(confirm, async (c) =>
    c.json(await confirmPairing(c.get("ctx"), { ...c.req.valid("param"), ...c.req.valid("json") }), 200),
  );
  routes.openapi(refuse, async (c) => {
    await refusePairing(c.get("ctx"), c.req.valid("param"));
    return c.body(null, 204);
  });
  routes.openapi(revoke, async (c) => {
    await revokePlayer(c.get("ctx"), c.req.valid("param"));
    return c.body(null, 204);
  });
  return routes;
}
