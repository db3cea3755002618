import { z } from "@hono/zod-openapi";
import { problemResponses } from "./problem.ts";

/** A JSON body as OpenAPI describes it. */
export const json = <Schema extends z.ZodType>(schema: Schema) => ({ content: { "application/json": { schema } } });

/** A required JSON request body. */
export const body = <Schema extends z.ZodType>(schema: Schema) => ({ body: { ...json(schema), required: true } });

/** The answer 200 with this body, beside the refusals. */
export const answers = <Schema extends z.ZodType>(schema: Schema) => ({
  200: { description: "Done.", ...json(schema) },
  ...problemResponses,
});

/** The answer 201 with this body, beside the refusals. */
export const creates = <Schema extends z.ZodType>(schema: Schema) => ({
  201: { description: "Made.", ...json(schema) },
  ...problemResponses,
});

/** The answer 204, beside the refusals. */
export const nothing = { 204: { description: "Done." }, ...problemResponses };

/** What a change is made from; when something else stands there meanwhile, it is refused with 409. */
export const ExpectedQuery = z.object({ expectedUpdatedAtMs: z.coerce.number().int().min(0).optional() });

/** One page of a list and the way to the next. */
export const pageSchema = <Schema extends z.ZodType>(item: Schema) =>
  z.object({ items: z.array(item).readonly(), nextCursor: z.string().nullable() });

/** Where a page begins and how long it may be; each list has its own maximum. */
export const PageQuery = z.object({
  cursor: z
    .string()
    .regex(/^[\x21-\x7e]{1,100}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(500).optional(),
});
