import type { AgentToStage, StageSlot } from "../../../schemas/stage-channel.ts";
import { FIRST_PROGRAM_ID } from "../../../schemas/stage-paths.ts";

/** The program that came with the page. */
export interface FirstProgram {
  readonly agentTimeMs: number;
  /** When it came, on the page's clock. */
  readonly takenAtMs: number;
  readonly slots: readonly StageSlot[];
}

/**
 * Finds what the agent put into the page before it was connected; `undefined` when there is none. It came in one answer
 * with this very script, and is believed as that is: the schemas, which the channel's messages are read by, are not yet there.
 */
export function findFirstProgram(page: Document): FirstProgram | undefined {
  const text = page.getElementById(FIRST_PROGRAM_ID)?.textContent ?? "";
  if (text === "") return undefined;
  const message = JSON.parse(text) as AgentToStage;
  if (message.type !== "program") return undefined;
  const [visit] = performance.getEntriesByType("navigation");
  const takenAtMs = visit instanceof PerformanceNavigationTiming ? visit.responseStart : performance.now();
  return { agentTimeMs: message.agentTimeMs, takenAtMs, slots: message.slots };
}
