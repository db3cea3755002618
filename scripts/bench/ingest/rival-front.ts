import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import type { PlayRecord } from "../../../schemas/play-record.ts";
import { createGroupCommit } from "../../../server/services/group-commit.ts";

/** A frame as it came, and the records in it. */
export interface Parsed {
  readonly bytes: Buffer;
  readonly records: readonly PlayRecord[];
}

/**
 * The least that takes batches over a socket: parses a frame, stores it in one commit with all that wait, and acknowledges
 * it after. `stores` work side by side, each with a queue of its own.
 */
export async function openRivalFront(stores: readonly ((together: readonly Parsed[]) => Promise<void>)[]) {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });
  const groups = stores.map((store) =>
    createGroupCommit(
      async (together: readonly Parsed[]) => {
        await store(together);
        return together;
      },
      { maxTogether: 32, maxWaiting: 5_000 },
    ),
  );
  let connections = 0;
  server.on("connection", (socket) => {
    const group = groups[connections % groups.length];
    connections += 1;
    socket.on("message", (data) => {
      const bytes = data as Buffer;
      const message = JSON.parse(bytes.toString()) as { type: string; batch: { records: PlayRecord[] } };
      if (message.type !== "batch" || group === undefined) return;
      const { records } = message.batch;
      group.add({ bytes, records }).then(
        () => socket.send('{"type":"acknowledge","stored":true}'),
        () => socket.terminate(),
      );
    });
    socket.send('{"type":"welcome"}');
  });
  await new Promise((resolve) => server.once("listening", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
