import type { BuiltLoop } from "../../../schemas/rules/loop-contract.ts";
import type { CompileInput, CompileSources } from "./compile-input.ts";
import type { LaidTimeline } from "./lay-timeline.ts";
import type { ScreenView } from "./screen-view.ts";
import type { Run } from "./timeline.ts";
import type { SweptView } from "./view-timeline.ts";

/** Stands for the screen's id until each screen of the view fills in its own. */
export const NO_SCREEN = "";

/** What a view's problems are read from. */
export interface ProblemInput {
  readonly view: ScreenView;
  readonly swept: SweptView;
  readonly laid: LaidTimeline;
  readonly loopOf: (run: Run) => BuiltLoop;
  readonly span: Pick<CompileInput, "fromDate" | "days">;
  readonly sources: CompileSources;
}
