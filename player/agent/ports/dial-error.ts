import type { LinkTrouble } from "../../../schemas/player-socket.ts";

/** Why there is no connection; the message is for the log. */
export class DialError extends Error {
  override readonly name = "DialError";
  readonly trouble: LinkTrouble;

  constructor(trouble: LinkTrouble, message: string) {
    super(message);
    this.trouble = trouble;
  }
}
