import { OpenAPIHono } from "@hono/zod-openapi";
import type { ZodError } from "zod";
import { DomainError } from "../errors.ts";
import type { AppEnv } from "./env.ts";

/** A router whose input checks refuse like everything else: `bad-input`, naming what is wrong. */
export function createRouter(): OpenAPIHono<AppEnv> {
  return new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (!result.success) throw badInput(result.error);
    },
  });
}

function badInput(error: Pick<ZodError, "issues">): DomainError {
  const what = error.issues.map((issue) => `${issue.path.join(".") || "body"}: ${issue.message}`).join("; ");
  return new DomainError("bad-input", "error.bad-input", { what });
}
