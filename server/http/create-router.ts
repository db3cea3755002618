import { OpenAPIHono } from "@hono/zod-openapi";
import { badInput } from "../services/rule-refusal.ts";
import type { AppEnv } from "./env.ts";

/** A router whose input checks refuse like everything else: `bad-input`, naming what is wrong. */
export function createRouter(): OpenAPIHono<AppEnv> {
  return new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (!result.success) throw badInput(result.error);
    },
  });
}
