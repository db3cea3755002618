import { createServer, type Server } from "node:http";
import { createApp } from "../../server/app.ts";
import { listen } from "../../server/listen.ts";
import type { LedgerPlayer } from "../../server/services/ledger/ingest-batch.ts";
import { attachPlayerGateway, type PlayerGateway } from "../../server/socket/gateway.ts";
import { addPlayer } from "./play-device.ts";
import { addScreen } from "./screen-factory.ts";
import { createTestContext, type TestContext } from "./server-context.ts";
import { makeSigner, type TestSigner } from "./trust.ts";

/** The real server's web side and gateway on loopback, with one paired player. */
export interface PlayerHouse extends TestContext {
  readonly url: string;
  readonly server: Server;
  readonly gateway: PlayerGateway;
  readonly signer: TestSigner;
  readonly player: LedgerPlayer;
  readonly screenId: string;
}

/** `sockets: false`: every upgrade is lost on the way, as behind a proxy that knows none. */
export async function startPlayerHouse(options: { sockets?: boolean } = {}): Promise<PlayerHouse> {
  const house = await createTestContext();
  const app = createApp(house.ctx);
  const listening = await listen((request, env) => app.fetch(request, env), "127.0.0.1", 0);
  const gateway = attachPlayerGateway(options.sockets === false ? createServer() : listening.server, house.ctx);
  const signer = await makeSigner();
  const { screenId } = await addScreen(house.ctx);
  const player = await addPlayer(house.ctx, signer, screenId);
  return {
    ...house,
    url: listening.address.url,
    server: listening.server,
    gateway,
    signer,
    player,
    screenId,
    async close() {
      await gateway.close();
      listening.server.closeAllConnections();
      await listening.close();
      await house.close();
    },
  };
}
