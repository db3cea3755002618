import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { Sha256 } from "../../schemas/primitives.ts";
import { getAsset, listAssets } from "../services/assets/get-asset.ts";
import { uploadAsset } from "../services/assets/upload-asset.ts";
import { createRouter } from "./create-router.ts";
import type { AppEnv } from "./env.ts";
import { answers, creates, PageQuery, pageSchema } from "./route-parts.ts";
import { withUpload } from "./upload-body.ts";

const tags = ["assets"];

const RenditionView = z.object({
  sha256: Sha256,
  mediaType: z.enum(["video/mp4", "image/webp", "image/jpeg"]),
  sizeBytes: z.int(),
  widthPx: z.int(),
  heightPx: z.int(),
  durationMs: z.int().nullable(),
  pipelineVersion: z.int(),
});

/** What the API says about an uploaded file. */
export const AssetView = z
  .object({
    assetSha256: Sha256,
    fileName: z.string(),
    sizeBytes: z.int(),
    state: z.enum(["queued", "processing", "ready", "failed"]),
    progressPpm: z.int(),
    failure: z.object({ code: z.string(), reason: z.object({ vi: z.string(), en: z.string() }) }).nullable(),
    kind: z.enum(["image", "video"]).nullable(),
    widthPx: z.int().nullable(),
    heightPx: z.int().nullable(),
    durationMs: z.int().nullable(),
    uploadedBy: z.string().nullable(),
    createdAtMs: z.int(),
    main: RenditionView.nullable(),
    thumbnail: RenditionView.nullable(),
  })
  .openapi("Asset");

const UploadAnswer = z.object({ assetSha256: Sha256, isNew: z.boolean() });

const list = createRoute({
  method: "get",
  path: "/assets",
  tags,
  request: { query: PageQuery },
  responses: answers(pageSchema(AssetView)),
});
const get = createRoute({
  method: "get",
  path: "/assets/{assetSha256}",
  tags,
  request: { params: z.object({ assetSha256: Sha256 }) },
  responses: answers(AssetView),
});

/** Uploads and what is made of them. */
export function assetsRoutes(): OpenAPIHono<AppEnv> {
  const routes = createRouter();
  routes.openapi(list, async (c) => c.json(await listAssets(c.get("ctx"), c.req.valid("query")), 200));
  routes.openapi(get, async (c) => c.json(await getAsset(c.get("ctx"), c.req.valid("param")), 200));
  // Registered by hand: a validated body would be read into memory before the route sees it.
  routes.openAPIRegistry.registerPath({
    method: "post",
    path: "/assets",
    tags,
    description:
      "Sends one file: as the body itself with `?fileName=` (UTF-8), or as the first file of a form. It is streamed, never held in memory.",
    request: {
      query: z.object({ fileName: z.string().optional() }),
      body: {
        content: {
          "application/octet-stream": { schema: { type: "string", format: "binary" } },
          "multipart/form-data": {
            schema: { type: "object", properties: { file: { type: "string", format: "binary" } } },
          },
        },
      },
    },
    responses: creates(UploadAnswer),
  });
  routes.post("/assets", async (c) =>
    c.json(
      await withUpload(c, ({ stream, fileName, sizeBytes }) =>
        uploadAsset(c.get("ctx"), stream, { fileName, sizeBytes }),
      ),
      201,
    ),
  );
  return routes;
}
