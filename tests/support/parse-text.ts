import type { z } from "zod";

/** What a schema makes of a text of JSON; `undefined` when it is none, or not of the schema. */
export function parseText<Schema extends z.ZodType>(schema: Schema, text: string): z.infer<Schema> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}
