import robotsParser from "robots-parser";

/** What the last look at robots.txt gave; `text` is the last copy that was really received. */
export interface RobotsCopy {
  /** HTTP status, or `unreachable`. */
  readonly answer: number | "unreachable";
  readonly text: string | null;
}

export type RobotsVerdict =
  | { readonly kind: "allowed"; readonly crawlDelayMs: number }
  | { readonly kind: "disallowed" }
  /** The site could not say; nothing is fetched until it can. */
  | { readonly kind: "wait" };

const MAX_CRAWL_DELAY_MS = 60_000;

/**
 * Whether `address` may be fetched by `userAgent` (RFC 9309 §2.3.1): 4xx means no rules, 5xx means wait, unreachable
 * means the last copy still rules and without one we wait. The crawl delay is capped at one minute.
 */
export function robotsVerdict(robotsUrl: string, copy: RobotsCopy, address: string, userAgent: string): RobotsVerdict {
  if (copy.answer === "unreachable") {
    return copy.text === null ? { kind: "wait" } : verdictOf(robotsUrl, copy.text, address, userAgent);
  }
  if (copy.answer >= 500) return { kind: "wait" };
  if (copy.answer >= 400) return { kind: "allowed", crawlDelayMs: 0 };
  return verdictOf(robotsUrl, copy.text ?? "", address, userAgent);
}

function verdictOf(robotsUrl: string, text: string, address: string, userAgent: string): RobotsVerdict {
  const robots = robotsParser(robotsUrl, text);
  if (robots.isAllowed(address, userAgent) === false) return { kind: "disallowed" };
  const delayMs = (robots.getCrawlDelay(userAgent) ?? 0) * 1_000;
  return { kind: "allowed", crawlDelayMs: Math.min(Math.max(0, delayMs), MAX_CRAWL_DELAY_MS) };
}
