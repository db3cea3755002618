import { afterEach, describe, expect, it } from "vitest";
import { ARTICLE_URL, createPublisherContext, type PublisherContext } from "../../tests/support/publisher.ts";
import type { ServiceContext } from "../context.ts";
import { createRouter } from "./create-router.ts";
import { answerProblem, problemOf } from "./problem.ts";
import { sourcesRoutes } from "./sources.ts";

let test: PublisherContext;
afterEach(() => test.close());

/** The routes as mounted, for someone already known. */
function callAs(ctx: ServiceContext) {
  const app = createRouter();
  app.onError((error, c) => answerProblem(c, problemOf(c, error)));
  app.use(async (c, next) => {
    c.set("ctx", ctx);
    await next();
  });
  app.route("/", sourcesRoutes());
  return async (method: string, path: string, json?: unknown) => {
    const init =
      json === undefined ? {} : { body: JSON.stringify(json), headers: { "content-type": "application/json" } };
    const response = await app.request(path, { method, ...init });
    return { status: response.status, body: await response.json() };
  };
}

describe("sources over the API", () => {
  it("lets an editor poll, add, fetch, take and list", async () => {
    test = await createPublisherContext();
    const call = callAs(await test.asPerson(["editor"]));
    expect(await call("POST", `/sources/${test.sourceId}/poll`)).toMatchObject({
      status: 200,
      body: { discovered: 4 },
    });
    const added = await call("POST", `/sources/${test.sourceId}/inbox`, { url: ARTICLE_URL });
    const fetched = await call("POST", `/inbox/${added.body.id}/fetch`);
    expect(fetched).toMatchObject({ status: 200, body: { state: "fetched", failure: "picture-unreachable" } });
    const taken = await call("POST", `/inbox/${added.body.id}/take`);
    expect(taken).toMatchObject({ status: 201, body: { storyId: expect.any(String) } });
    expect((await call("GET", "/inbox?state=taken")).body.items).toHaveLength(1);
    const first = await call("GET", "/inbox?state=discovered&limit=2");
    const second = await call("GET", `/inbox?state=discovered&limit=2&cursor=${first.body.nextCursor}`);
    expect([first.body.items.length, second.body.items.length, second.body.nextCursor]).toEqual([2, 1, null]);
    expect((await call("GET", "/sources")).body.items).toHaveLength(1);
  });

  it("refuses whoever is no editor, and input that is none", async () => {
    test = await createPublisherContext();
    const asApprover = callAs(await test.asPerson(["approver"]));
    const asAnyone = callAs({ ...test.ctx, actor: { kind: "anonymous" } });
    const asEditor = callAs(await test.asPerson(["editor"]));
    expect((await asApprover("POST", `/sources/${test.sourceId}/poll`)).status).toBe(403);
    expect((await asAnyone("GET", "/inbox")).status).toBe(401);
    expect((await asAnyone("POST", "/sources", { profile: "vietnamvn" })).status).toBe(401);
    const inside = { profile: "vietnamvn", baseUrl: "http://127.0.0.1:1" };
    expect((await asEditor("POST", "/sources", inside)).status).toBe(403);
    expect((await asEditor("POST", "/inbox/not-an-id/take")).status).toBe(422);
    expect((await asEditor("GET", "/inbox?limit=100000")).status).toBe(422);
    expect((await asEditor("POST", "/inbox/018f0000-0000-7000-8000-000000000000/take")).status).toBe(404);
    expect(test.publisher.hits).toEqual([]);
  });
});
