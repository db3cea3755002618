import { PLAYER_PATHS } from "../../../schemas/player-http.ts";
import { PollAnswer } from "../../../schemas/player-socket.ts";
import type { ServerLink } from "./network.ts";
import type { PlayerSocket, SocketHandlers } from "./socket.ts";

/**
 * The messages of a socket by POST, one request after another; the first opens the session and brings the challenge.
 * Whatever goes wrong with a request ends the connection, as a break ends a socket.
 */
export function openPollSocket(link: Pick<ServerLink, "postJson">, handlers: SocketHandlers): PlayerSocket {
  let session: string | undefined;
  let isOpen = true;
  let asking = Promise.resolve();

  async function ask(body: unknown): Promise<void> {
    if (!isOpen) return;
    const answer = await link.postJson(PLAYER_PATHS.poll, body, session);
    if (!isOpen) return;
    if (answer.kind !== "json") return close(answer.kind === "unreachable" ? answer.trouble : undefined);
    const parsed = PollAnswer.safeParse(answer.data);
    if (!parsed.success) return handlers.onMalformed();
    session = parsed.data.session ?? session;
    for (const message of parsed.data.messages) if (isOpen) handlers.onMessage(message);
    // A session that answers nothing has ended on the server's side.
    if (parsed.data.messages.length === 0) close();
  }

  function close(trouble?: Parameters<SocketHandlers["onClosed"]>[0]): void {
    if (!isOpen) return;
    isOpen = false;
    handlers.onClosed(trouble);
  }

  const send = (body: unknown): void => {
    asking = asking.then(() => ask(body)).catch(() => close());
  };
  send(undefined);
  return {
    send,
    close: () => {
      isOpen = false;
    },
  };
}
