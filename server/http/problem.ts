import { randomUUID } from "node:crypto";
import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { DomainError, ERROR_CODES, type ErrorCode } from "../errors.ts";
import { text } from "../messages/catalogue.ts";
import type { AppEnv } from "./env.ts";
import { loggedPath } from "./logged-path.ts";

const STATUS = {
  "bad-input": 422,
  "not-signed-in": 401,
  "not-allowed": 403,
  "not-found": 404,
  conflict: 409,
  "too-large": 413,
  "unsupported-media": 415,
  "too-many-attempts": 429,
  expired: 410,
  unavailable: 503,
} as const satisfies Record<ErrorCode, ContentfulStatusCode>;

const CODE_BY_STATUS = new Map<number, ErrorCode>(ERROR_CODES.map((code) => [STATUS[code], code]));

/** The body of every answer that is a refusal (RFC 9457). `detail` is for the operator, in their language. */
export const Problem = z
  .object({
    type: z.literal("about:blank"),
    title: z.string(),
    status: z.int(),
    code: z.enum([...ERROR_CODES, "internal"]),
    detail: z.string(),
    /** Names this one occurrence in the server's log. */
    instance: z.string().optional(),
  })
  .openapi("Problem");
export type Problem = z.infer<typeof Problem>;

export const PROBLEM_MEDIA_TYPE = "application/problem+json";

/** The refusals a route may answer with, for its OpenAPI description. */
export const problemResponses = {
  default: {
    description: "Refused; `code` says why.",
    content: { [PROBLEM_MEDIA_TYPE]: { schema: Problem } },
  },
};

/**
 * What is told about an error. A `DomainError` says what the operator can do; anything unforeseen is written to the log
 * under a random instance id, and that id is all the caller learns. A sender that hung up is no error of ours.
 */
export function problemOf(c: Context<AppEnv>, error: unknown): Problem {
  const locale = c.get("locale") ?? "vi";
  if (error instanceof DomainError) {
    noteDetails(c, error);
    return problem(STATUS[error.code], error.code, text(locale, error.messageKey, error.parameters));
  }
  if (error instanceof HTTPException && error.status < 500) {
    const code = CODE_BY_STATUS.get(error.status) ?? "bad-input";
    const detail = text(locale, ...httpMessage(error.status));
    return problem(error.status, code, detail);
  }
  if (hasHungUp(c)) {
    c.get("ctx")?.log.info("request-cut-short", { method: c.req.method, path: loggedPath(c.req.path) });
    return problem(400, "bad-input", text(locale, "error.bad-input", { what: "HTTP 400" }));
  }
  const instance = `urn:uuid:${randomUUID()}`;
  c.get("ctx")?.log.error("request-failed", { instance, method: c.req.method, path: loggedPath(c.req.path), error });
  return { ...problem(500, "internal", text(locale, "trust.internal", { instance })), instance };
}

/** Whoever breaks off in the middle of a body makes reading it fail; that is no fault to look into. */
function hasHungUp(c: Context<AppEnv>): boolean {
  const incoming = c.env?.incoming;
  return incoming?.destroyed === true && !incoming.complete;
}

/** Answers with the problem as its own media type. */
export function answerProblem(c: Context<AppEnv>, told: Problem): Response {
  return c.body(JSON.stringify(told), told.status as ContentfulStatusCode, { "Content-Type": PROBLEM_MEDIA_TYPE });
}

function problem(status: number, code: Problem["code"], detail: string): Problem {
  return { type: "about:blank", title: code, status, code, detail };
}

function httpMessage(status: number): Parameters<typeof text> extends [unknown, ...infer Rest] ? Rest : never {
  if (status === 413) return ["trust.too-large"];
  if (status === 404) return ["error.not-found"];
  return ["error.bad-input", { what: `HTTP ${status}` }];
}

function noteDetails(c: Context<AppEnv>, error: DomainError): void {
  if (Object.keys(error.details).length === 0) return;
  c.get("ctx")?.log.info("request-refused", { code: error.code, message: error.message, ...error.details });
}
