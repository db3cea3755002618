import { Hono } from "hono";
import { loneItemManifest } from "../../../schemas/rules/lone-item-manifest.ts";
import type { PreviewFeed } from "../../../schemas/stage-channel.ts";
import type { ServiceContext } from "../../context.ts";
import { DomainError } from "../../errors.ts";
import { approveAiring } from "../../services/approval/approve-airing.ts";
import { getAiring, listWaitingAirings } from "../../services/approval/get-airing.ts";
import { rejectAiring } from "../../services/approval/reject-airing.ts";
import { liftWithdrawal } from "../../services/withdrawals/lift-withdrawal.ts";
import { withdrawAiring } from "../../services/withdrawals/withdraw-airing.ts";
import { type WithdrawalProgress, withdrawalProgress } from "../../services/withdrawals/withdrawal-progress.ts";
import type { ConsoleContext, ConsoleEnv } from "../console-env.ts";
import type { FormInput } from "../form-input.ts";
import { MEDIA_BASE, previewSlate } from "../preview/feed-parts.ts";
import { goTo, respond } from "../respond.ts";
import { type Refusal, submit } from "../submit.ts";
import { AiringPage } from "./airing-page.tsx";
import { ApprovalListPage } from "./approval-list-page.tsx";

const LIST_LIMIT = 100;

/** Approval: the list, the item with its exact picture, the two decisions, and withdrawal afterwards. */
export function approvalConsole(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.get("/approval", async (c) => {
    const { items } = await listWaitingAirings(c.get("ctx"), { limit: LIST_LIMIT });
    return respond(c, <ApprovalListPage view={c.get("view")} airings={items} />);
  });
  app.get("/approval/:sha256", (c) => showAiring(c));
  app.get("/approval/:sha256/feed.json", async (c) => {
    const { document, airingSha256 } = await getAiring(c.get("ctx"), { airingSha256: c.req.param("sha256") });
    if (document === null) throw new DomainError("not-found", "error.not-found", {}, { airingSha256 });
    const feed: PreviewFeed = {
      type: "preview",
      slate: previewSlate("", [document.language]),
      manifest: loneItemManifest(document, airingSha256),
      airings: { [airingSha256]: document },
      mediaBase: MEDIA_BASE,
      atMs: 0,
      playing: true,
    };
    return c.json(feed);
  });
  app.post("/approval/:sha256/approve", (c) =>
    submit(
      c,
      async () => {
        const airingSha256 = c.req.param("sha256");
        const { state } = await approveAiring(c.get("ctx"), { airingSha256 });
        const { storyTitle: title } = await getAiring(c.get("ctx"), { airingSha256 });
        const key = state === "approved" ? "approval-page.done-second" : "approval-page.done-first";
        return goTo(c, `/approval/${airingSha256}`, { key, parameters: { title } });
      },
      (refusal) => showAiring(c, refusal),
    ),
  );
  app.post("/approval/:sha256/return", (c) => decide(c, "returned"));
  app.post("/approval/:sha256/withdraw", (c) => decide(c, "withdraw-done"));
  app.post("/approval/:sha256/lift", (c) =>
    submit(
      c,
      async () => {
        const airingSha256 = c.req.param("sha256");
        const { version } = await liftWithdrawal(c.get("ctx"), { airingSha256 });
        const { storyTitle: title } = await getAiring(c.get("ctx"), { airingSha256 });
        const key = version === null ? "withdrawal-page.lift-first" : "withdrawal-page.lift-second";
        return goTo(c, `/approval/${airingSha256}`, { key, parameters: { title } });
      },
      (refusal) => showAiring(c, refusal),
    ),
  );
  return app;
}

function decide(c: ConsoleContext, told: "returned" | "withdraw-done"): Promise<Response> {
  return submit(
    c,
    async (form) => {
      const airingSha256 = c.req.param("sha256") ?? "";
      const input = { airingSha256, reason: reasonOf(form) };
      if (told === "returned") await rejectAiring(c.get("ctx"), input);
      else await withdrawAiring(c.get("ctx"), input);
      const { storyTitle: title } = await getAiring(c.get("ctx"), { airingSha256 });
      const next = told === "returned" ? "/approval" : `/approval/${airingSha256}`;
      return goTo(c, next, { key: `approval-page.${told}`, parameters: { title } });
    },
    (refusal) => showAiring(c, refusal),
  );
}

function reasonOf(form: FormInput): string {
  const reason = form.text("reason");
  if (reason === "") throw new DomainError("bad-input", "approval-page.needs-reason");
  return reason.slice(0, 400);
}

async function showAiring(c: ConsoleContext, refusal?: Refusal): Promise<Response> {
  const ctx = c.get("ctx");
  const airingSha256 = c.req.param("sha256") ?? "";
  const airing = await getAiring(ctx, { airingSha256 });
  const { items } = await listWaitingAirings(ctx, { limit: LIST_LIMIT });
  const mine = items.filter((item) => item.own === "may-approve");
  const place = mine.findIndex((item) => item.airingSha256 === airingSha256);
  const next = mine.filter((item) => item.airingSha256 !== airingSha256)[Math.max(0, place)] ?? null;
  const progress = airing.state === "withdrawn" ? await findProgress(ctx, airingSha256) : null;
  const page = (
    <AiringPage
      view={c.get("view")}
      airing={airing}
      next={next?.airingSha256 ?? null}
      progress={progress}
      refusal={refusal}
    />
  );
  return respond(c, page, refusal?.status ?? 200);
}

/** null where the item was withdrawn by its rendition: then there is no withdrawal of its own to follow. */
async function findProgress(ctx: ServiceContext, airingSha256: string): Promise<WithdrawalProgress | null> {
  try {
    return await withdrawalProgress(ctx, { airingSha256 });
  } catch (error) {
    if (error instanceof DomainError && error.code === "not-found") return null;
    throw error;
  }
}
