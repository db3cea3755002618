import "../../../schemas/without-eval.ts";
import { AgentToStage, SlateText } from "../../../schemas/stage-channel.ts";

// Imported when the first message has come: the schemas take as long to set up as a picture takes to be decoded, and so
// they are set up while that is done.

/** A message of the agent; `undefined` when it is not of the contract. */
export function readAgentMessage(data: unknown): AgentToStage | undefined {
  const message = AgentToStage.safeParse(data);
  return message.success ? message.data : undefined;
}

/** What stands on the slate; throws when it is not of the contract. */
export function readSlateText(data: unknown): SlateText {
  return SlateText.parse(data);
}
