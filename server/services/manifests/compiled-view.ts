import type { BuiltLoop } from "../../../schemas/rules/loop-contract.ts";
import type { ScheduleProblem } from "../../../schemas/schedule-problem.ts";
import type { CanonicalBody } from "./canonical-body.ts";
import type { LaidTimeline } from "./lay-timeline.ts";
import type { ManifestBody } from "./manifest-body.ts";
import type { ScreenView } from "./screen-view.ts";
import type { SweptView } from "./view-timeline.ts";

/** A view compiled: what its screens share, and the reasoning behind it. */
export interface CompiledView {
  readonly view: ScreenView;
  readonly body: ManifestBody;
  /** The body's part of the canonical bytes. */
  readonly canonical: CanonicalBody;
  /** Their `screenId` is empty: it is for each screen to fill in. */
  readonly problems: readonly ScheduleProblem[];
  readonly swept: SweptView;
  readonly laid: LaidTimeline;
  readonly fallback: BuiltLoop;
}
