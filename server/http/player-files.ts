import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { z } from "zod";
import { Envelope } from "../../schemas/envelope.ts";
import { MAX_LIST_BYTES, PairingRequest, PLAYER_PATHS } from "../../schemas/player-http.ts";
import { NounId, Sha256 } from "../../schemas/primitives.ts";
import { findManifestText, findRootText, findWithdrawalsText } from "../db/repos/player-files.ts";
import { DomainError } from "../errors.ts";
import { readAiringBundle } from "../services/approval/read-airing-bundle.ts";
import { readPairingState } from "../services/pairing/read-pairing-state.ts";
import { requestPairing } from "../services/pairing/request-pairing.ts";
import { adoptWithdrawals } from "../services/withdrawals/adopt-withdrawals.ts";
import type { AppEnv } from "./env.ts";
import { readBearer, requirePlayer } from "./player-session.ts";
import { limitRate } from "./rate-limit.ts";

const MAX_PAIRING_BODY_BYTES = 4_096;

/** A player asks once in ten minutes; a room of players behind one address, with some restarts, stays below. */
const PAIRING_REQUESTS = { requests: 60, windowMs: 10 * 60_000 };

/** Players ask how they stand every few seconds. */
const PAIRING_READS = { requests: 600, windowMs: 60_000 };

/**
 * What players fetch, and what they bring back: the two pairing paths for anyone, the rest with the token of a standing
 * connection.
 * Signed documents go out as the bytes that were stored.
 */
export function playerFilesRoutes(): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.post("/player/pairing", limitRate(PAIRING_REQUESTS), limitBody(MAX_PAIRING_BODY_BYTES), async (c) =>
    c.json(await requestPairing(c.get("ctx"), await readBody(c, PairingRequest)), 201),
  );
  routes.get("/player/pairing/:id", limitRate(PAIRING_READS), async (c) => {
    const requestId = NounId.safeParse(c.req.param("id"));
    const secret = readBearer(c);
    if (!requestId.success || secret === undefined) throw new DomainError("not-found", "error.not-found");
    return c.json(await readPairingState(c.get("ctx"), { requestId: requestId.data, secret }));
  });
  routes.get("/player/manifest/:sha256", async (c) => {
    const { screenId } = requirePlayer(c);
    const sha256 = namedHash(c.req.param("sha256"));
    return verbatim(c, await findManifestText(c.get("ctx").db, screenId, sha256), sha256);
  });
  routes.get("/player/airing/:sha256", async (c) => {
    requirePlayer(c);
    // Approvals may still come, so this answer is not immutable; the document in it is.
    return c.json(await readAiringBundle(c.get("ctx"), namedHash(c.req.param("sha256"))));
  });
  routes.get("/player/root/:version", async (c) => {
    requirePlayer(c);
    const version = namedVersion(c.req.param("version"));
    return verbatim(c, await findRootText(c.get("ctx").db, version), `root-${version}`);
  });
  routes.get("/player/withdrawals/:version", async (c) => {
    requirePlayer(c);
    const version = namedVersion(c.req.param("version"));
    return verbatim(c, await findWithdrawalsText(c.get("ctx").db, version), `withdrawals-${version}`);
  });
  routes.post(PLAYER_PATHS.heldWithdrawals, limitBody(MAX_LIST_BYTES), async (c) => {
    const { player } = requirePlayer(c);
    return c.json(await adoptWithdrawals(c.get("ctx"), { player, list: await readBody(c, Envelope) }));
  });
  return routes;
}

function limitBody(maxSize: number) {
  return bodyLimit({
    maxSize,
    onError: () => {
      throw new DomainError("too-large", "error.bad-input", { what: "body" });
    },
  });
}

async function readBody<Body>(c: Context<AppEnv>, schema: z.ZodType<Body>): Promise<Body> {
  let data: unknown;
  try {
    data = await c.req.json();
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw new DomainError("bad-input", "error.bad-input", { what: "JSON" });
  }
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const what = parsed.error.issues.map((issue) => issue.path.join(".")).join(", ");
  throw new DomainError("bad-input", "error.bad-input", { what });
}

/** A signed document never changes under its name. */
function verbatim(c: Context<AppEnv>, text: string | undefined, tag: string): Response {
  if (text === undefined) throw new DomainError("not-found", "error.not-found");
  const headers = {
    "Content-Type": "application/json",
    ETag: `"${tag}"`,
    "Cache-Control": "private, max-age=31536000, immutable",
  };
  if (c.req.header("If-None-Match") === headers.ETag) return c.body(null, 304, headers);
  return c.body(text, 200, headers);
}

function namedHash(name: string): string {
  const sha256 = Sha256.safeParse(name);
  if (!sha256.success) throw new DomainError("not-found", "error.not-found");
  return sha256.data;
}

function namedVersion(name: string): number {
  if (!/^[1-9]\d{0,8}$/.test(name)) throw new DomainError("not-found", "error.not-found");
  return Number(name);
}
