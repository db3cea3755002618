import type { ReportCell } from "../../../schemas/report-document.ts";
import type { ReportFacts } from "../reports/report-facts.ts";

/** What tells how well the screens did their work, in words an auditor can follow, and how it is counted. */
export interface Indicator {
  /** Stable name, as of targets. */
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly basis: "measured" | "estimated";
  /** How its figure is given, and so its target. */
  readonly form: "share" | "number";
  /** Of a number. */
  readonly digits: number;
  /** Whether more is better, so what a target asks for at least, or at most. */
  readonly better: "more" | "less";
  readonly formula: string;
  /** What it rests on, with where that comes from. */
  readonly inputs: string;
  /** When it is not given. */
  readonly unknownWhen: string;
  /** The figure, or why there is none; never 0 for what nobody measured. */
  readonly read: (facts: ReportFacts) => ReportCell;
  /** What stands under the table: an estimate's inputs, what was left out. */
  readonly notes?: (facts: ReportFacts) => readonly string[];
}
