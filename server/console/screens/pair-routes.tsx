import { Hono } from "hono";
import { z } from "zod";
import { DomainError } from "../../errors.ts";
import { claimPairing, type PairingClaim } from "../../services/pairing/claim-pairing.ts";
import { confirmPairing, refusePairing } from "../../services/pairing/confirm-pairing.ts";
import { getScreen } from "../../services/sites/list-screens.ts";
import type { ConsoleContext, ConsoleEnv } from "../console-env.ts";
import { goTo, respond } from "../respond.ts";
import { type Refusal, submit } from "../submit.ts";
import { PairCodePage, PairWordsPage } from "./pair-page.tsx";

/** The claim travels in the form of the second step, so that a refusal there can show the same words again. */
const KeptClaim = z.object({
  requestId: z.uuid(),
  words: z.array(z.string().max(30)).length(6),
  deviceName: z.string().max(200),
  expiresAtMs: z.int(),
  replaces: z.object({ player: z.int(), deviceName: z.string().max(200) }).nullable(),
});

/** Pairing a player with a screen: code, six words compared, confirmed. */
export function pairConsole(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.get("/screens/:id/pair", (c) => showCode(c));
  app.post("/screens/:id/pair", (c) =>
    submit(
      c,
      async (form) => {
        const claim = await claimPairing(c.get("ctx"), { screenId: c.req.param("id"), code: form.text("code") });
        return showWords(c, claim);
      },
      (refusal) => showCode(c, refusal),
    ),
  );
  app.post("/screens/:id/pair/:requestId/confirm", (c) =>
    submit(
      c,
      async (form) => {
        const requestId = c.req.param("requestId");
        const replaceExisting = form.text("replace") === "yes";
        const { player, screenId } = await confirmPairing(c.get("ctx"), { requestId, replaceExisting });
        return goTo(c, `/screens/${screenId}`, { key: "pair.done", parameters: { player } });
      },
      (refusal) => {
        const claim = keptClaim(refusal.form.text("claim"));
        return claim === undefined ? showCode(c, refusal) : showWords(c, claim, refusal);
      },
    ),
  );
  app.post("/screens/:id/pair/:requestId/refuse", (c) =>
    submit(
      c,
      async () => {
        await refusePairing(c.get("ctx"), { requestId: c.req.param("requestId") });
        return goTo(c, `/screens/${c.req.param("id")}/pair`, { key: "pair.refused" });
      },
      (refusal) => showCode(c, refusal),
    ),
  );
  return app;
}

function keptClaim(text: string): PairingClaim | undefined {
  if (text === "") return undefined;
  try {
    return KeptClaim.parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}

async function screenOf(c: ConsoleContext) {
  const screen = await getScreen(c.get("ctx"), { screenId: c.req.param("id") ?? "" });
  if (screen.retiredAtMs !== null) throw new DomainError("conflict", "sites.screen-retired");
  return screen;
}

async function showCode(c: ConsoleContext, refusal?: Refusal): Promise<Response> {
  const page = <PairCodePage view={c.get("view")} screen={await screenOf(c)} refusal={refusal} />;
  return respond(c, page, refusal?.status ?? 200);
}

async function showWords(c: ConsoleContext, claim: PairingClaim, refusal?: Refusal): Promise<Response> {
  const page = <PairWordsPage view={c.get("view")} screen={await screenOf(c)} claim={claim} refusal={refusal} />;
  return respond(c, page, refusal?.status ?? 200);
}
