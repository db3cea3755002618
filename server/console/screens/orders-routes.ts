import { Readable } from "node:stream";
import { Hono } from "hono";
import { Order } from "../../../schemas/commands.ts";
import { Sha256 } from "../../../schemas/primitives.ts";
import { DomainError } from "../../errors.ts";
import { sendCommand } from "../../services/commands/send-command.ts";
import { readPicture } from "../../services/pictures/list-pictures.ts";
import type { ConsoleContext, ConsoleEnv } from "../console-env.ts";
import type { FormInput } from "../form-input.ts";
import { goTo } from "../respond.ts";
import { type Refusal, submit } from "../submit.ts";
import { orderName } from "./screen-orders.tsx";

const IDENTIFY_SECONDS = 15;

/** Orders to the player of a screen, and the pictures it sent. `showScreen` draws the page again after a refusal. */
export function ordersConsole(
  showScreen: (c: ConsoleContext, refusal: Refusal) => Promise<Response>,
): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.post("/screens/:id/orders", (c) =>
    submit(
      c,
      async (form) => {
        const screenId = c.req.param("id");
        const order = readOrder(form);
        await sendCommand(c.get("ctx"), { screenId, order });
        const parameters = { order: orderName(c.get("view"), order) };
        return goTo(c, `/screens/${screenId}#orders`, { key: "orders.sent", parameters });
      },
      (refusal) => showScreen(c, refusal),
    ),
  );
  app.get("/screens/:id/pictures/:sha256", async (c) => {
    const sha256 = Sha256.safeParse(c.req.param("sha256"));
    if (!sha256.success) throw new DomainError("not-found", "error.not-found");
    const { bytes, sizeBytes } = await readPicture(c.get("ctx"), {
      screenId: c.req.param("id"),
      sha256: sha256.data,
    });
    return c.body(Readable.toWeb(bytes) as ReadableStream, 200, {
      "Content-Type": "image/jpeg",
      "Content-Length": String(sizeBytes),
      "Content-Security-Policy": "default-src 'none'; sandbox",
      "Cache-Control": "private, max-age=31536000, immutable",
    });
  });
  return app;
}

function readOrder(form: FormInput): Order {
  const kind = form.text("kind");
  const parsed = Order.safeParse({
    kind,
    ...(kind === "identify" ? { seconds: IDENTIFY_SECONDS } : {}),
    ...(kind === "volume" ? { volumePpm: Number(form.text("percent")) * 10_000 } : {}),
  });
  if (!parsed.success) throw new DomainError("bad-input", "error.bad-input", { what: "kind" });
  return parsed.data;
}
