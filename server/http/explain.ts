import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { CivilDate, EpochMs, NounId } from "../../schemas/primitives.ts";
import { civilAt } from "../../schemas/rules/zoned-time.ts";
import { dayView, MOST_VIEWED_SCREENS } from "../services/schedule/day-view.ts";
import { diffSchedule } from "../services/schedule/diff-schedule.ts";
import { diffWords } from "../services/schedule/diff-words.ts";
import { explainScreen } from "../services/schedule/explain-screen.ts";
import { explainWords } from "../services/schedule/explain-words.ts";
import { listScheduleProblems } from "../services/schedule/list-schedule-problems.ts";
import { previewAt } from "../services/schedule/preview-at.ts";
import { sayProblem } from "../services/schedule/say-problem.ts";
import { createRouter } from "./create-router.ts";
import type { AppEnv } from "./env.ts";
import { DayShape, DiffShape, ExplanationShape, GlassShape, ProblemsShape } from "./explain-shapes.ts";
import { answers } from "./route-parts.ts";

const HOME_ZONE = "Asia/Ho_Chi_Minh";
const tags = ["schedule"];
const draft = z
  .enum(["true", "false"])
  .default("false")
  .transform((text) => text === "true");
/** Now when left out. */
const instant = z.object({ at: z.coerce.number().pipe(EpochMs).optional(), draft });
const screenId = z.object({ screenId: NounId });

const getExplanation = createRoute({
  method: "get",
  path: "/screens/{screenId}/explain",
  tags,
  request: { params: screenId, query: instant },
  responses: answers(ExplanationShape),
});
const getGlass = createRoute({
  method: "get",
  path: "/screens/{screenId}/glass",
  tags,
  request: { params: screenId, query: instant },
  responses: answers(GlassShape),
});
const getDay = createRoute({
  method: "get",
  path: "/schedule/day",
  tags,
  request: {
    query: z.object({
      /** Ids with commas between; the first in use when left out. */
      screens: z
        .string()
        .max(MOST_VIEWED_SCREENS * 40)
        .transform((text) => text.split(","))
        .pipe(z.array(NounId).max(MOST_VIEWED_SCREENS))
        .optional(),
      /** Today when left out. */
      date: CivilDate.optional(),
      draft,
    }),
  },
  responses: answers(DayShape),
});
const getProblems = createRoute({
  method: "get",
  path: "/schedule/problems",
  tags,
  responses: answers(ProblemsShape),
});
const getDiff = createRoute({
  method: "get",
  path: "/schedule/diff",
  tags,
  responses: answers(DiffShape),
});

/** What the schedule says of itself: why, one day, what stands against it, what publishing changes. Words in the reader's language. */
export function explainRoutes(): OpenAPIHono<AppEnv> {
  const routes = createRouter();
  routes.openapi(getExplanation, async (c) => {
    const { at, draft: asDraft } = c.req.valid("query");
    const input = { ...c.req.valid("param"), atMs: at ?? c.get("ctx").now(), draft: asDraft };
    const explained = await explainScreen(c.get("ctx"), input);
    return c.json({ ...explained, words: explainWords(c.get("locale"), explained) }, 200);
  });
  routes.openapi(getGlass, async (c) => {
    const { at, draft: asDraft } = c.req.valid("query");
    const input = { ...c.req.valid("param"), atMs: at ?? c.get("ctx").now(), draft: asDraft };
    const glass = await previewAt(c.get("ctx"), input);
    return c.json({ ...glass, airings: { ...glass.airings } }, 200);
  });
  routes.openapi(getDay, async (c) => {
    const { screens, date, draft: asDraft } = c.req.valid("query");
    const today = civilAt(c.get("ctx").now(), HOME_ZONE).date;
    const ids = screens === undefined ? {} : { screenIds: screens };
    return c.json(await dayView(c.get("ctx"), { ...ids, date: date ?? today, draft: asDraft }), 200);
  });
  routes.openapi(getProblems, async (c) => {
    const lines = await listScheduleProblems(c.get("ctx"));
    return c.json(
      lines.map((line) => ({ ...line, words: sayProblem(c.get("locale"), line) })),
      200,
    );
  });
  routes.openapi(getDiff, async (c) => {
    const diff = await diffSchedule(c.get("ctx"));
    return c.json({ ...diff, words: diffWords(c.get("locale"), diff) }, 200);
  });
  return routes;
}
