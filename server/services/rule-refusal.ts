import type { ZodError } from "zod";
import { DomainError } from "../errors.ts";
import type { MessageKey } from "../messages/catalogue.ts";

/** The sentence for each rule of the schemas, by the words that the rule gives when it is broken. */
const SENTENCES: Readonly<Record<string, MessageKey>> = {
  "The window has no length.": "schedule.rule.window-without-length",
  "A date has two exceptions.": "schedule.rule.two-exceptions",
  "Midnight is 00:00 of the next day.": "schedule.rule.midnight",
  "The last date must not be before the first.": "schedule.rule.ends-before-start",
  "The review must not be before the first date.": "schedule.rule.review-before-start",
  "A campaign, and only a campaign, asks for airtime.": "schedule.rule.claim",
  "Only a campaign with a share can be locked.": "schedule.rule.lock-needs-share",
  "A locked entry has hours that no gate can change.": "schedule.rule.lock-hours",
  "A locked entry reaches screens by what no gate can change.": "schedule.rule.lock-target",
  "An override has hours that no gate can change.": "schedule.rule.override-hours",
  "An override reaches screens by what no gate can change.": "schedule.rule.override-target",
  "Only base and campaigns have a cap.": "schedule.rule.cap-layer",
  "The cap is under the share.": "schedule.rule.cap-under-share",
  "A section has its own times and no other hours.": "schedule.rule.section-hours",
};

/** The sentence for the rule that an issue says is broken; `undefined` for an issue that no rule of ours raised. */
export function sentenceOfRule({ message }: { readonly message: string }): MessageKey | undefined {
  return SENTENCES[message];
}

/** The keys under which input that no sentence fits is refused; each says `{what}`. */
type Fallback = "error.bad-input" | "schedule.bad-entry" | "schedule.bad-daypart" | "sites.bad-hours";

/** Why input is refused, in the operator's words where the broken rule has them. */
export function badInput(error: Pick<ZodError, "issues">, fallback: Fallback = "error.bad-input"): DomainError {
  const what = error.issues.map((issue) => `${issue.path.join(".") || "body"}: ${issue.message}`).join("; ");
  const key = error.issues.map(sentenceOfRule).find((sentence) => sentence !== undefined);
  return key === undefined
    ? new DomainError("bad-input", fallback, { what })
    : new DomainError("bad-input", key, {}, { what });
}
