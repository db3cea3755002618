import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { type WebSocket, WebSocketServer } from "ws";
import type { z } from "zod";
import { DOCUMENT_TYPES } from "../../schemas/envelope.ts";
import { type LedgerMark, PlayBatchHead, type PlayRecord } from "../../schemas/play-record.ts";
import { PairingRequest, PLAYER_PATHS } from "../../schemas/player-http.ts";
import { ChallengeAnswer, PlayerMessage, PlayerState } from "../../schemas/player-socket.ts";
import type { PublicKey } from "../../schemas/root-document.ts";
import { keyIdOf } from "../../schemas/trust/envelope.ts";
import { CHAIN_START_SHA256, followChain } from "../../schemas/trust/record-chain.ts";
import { openSignedDocument } from "../../schemas/trust/signed-document.ts";
import { SCREEN_ID, type SignedWorld } from "./signed-world.ts";
import { hashBytes } from "./trust.ts";

const SERVER_NAME = "test";

/** What a test may make the server do wrong. */
interface Misbehaviour {
  /** Answer batches with nothing at all. */
  swallowBatches: boolean;
  /** Change what is sent for this path. */
  tamper: (path: string, body: Buffer) => Buffer;
}

/**
 * The server's side of the player contract over real HTTP and a real socket, with real signatures, holding everything
 * in memory: the smallest server that a player can tell nothing wrong about.
 */
export class PlayerServer {
  readonly world: SignedWorld;
  readonly wrong: Misbehaviour = { swallowBatches: false, tamper: (_, body) => body };
  readonly records: PlayRecord[] = [];
  readonly states: z.infer<typeof PlayerState>[] = [];
  readonly requests: string[] = [];
  mark: LedgerMark = { boot: 0, seq: 0, headSha256: CHAIN_START_SHA256 };
  highestBoot = 0;
  isConfirmed = true;
  pairingsAsked = 0;
  playerKey: PublicKey | undefined;
  #server: Server | undefined;
  #port = 0;
  readonly #sockets = new Set<WebSocket>();
  readonly #tokens = new Set<string>();

  constructor(world: SignedWorld) {
    this.world = world;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get connections(): number {
    return this.#sockets.size;
  }

  /** Listens; after a stop, on the same port as before. */
  async start(): Promise<void> {
    const server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.destroy());
    });
    const gateway = new WebSocketServer({ server, path: PLAYER_PATHS.socket });
    gateway.on("connection", (socket) => this.#greet(socket));
    await new Promise<void>((resolve) => server.listen(this.#port, "127.0.0.1", resolve));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.terminate();
    this.#sockets.clear();
    this.#tokens.clear();
    this.#server?.closeAllConnections();
    await new Promise<void>((resolve) =>
      this.#server === undefined ? resolve() : this.#server.close(() => resolve()),
    );
    this.#server = undefined;
  }

  async pushStatus(): Promise<void> {
    const status = await this.world.signStatus();
    for (const socket of this.#sockets) socket.send(JSON.stringify({ type: "status", status }));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? "";
    this.requests.push(path);
    const body = path.startsWith(PLAYER_PATHS.pairing)
      ? await this.#pairing(request, path)
      : this.#stored(request, path);
    if (body === undefined) {
      response.writeHead(404).end();
      return;
    }
    const bytes = this.wrong.tamper(path, Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body)));
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
    response.writeHead(from > 0 ? 206 : 200, { "content-length": bytes.length - from }).end(bytes.subarray(from));
  }

  async #pairing(request: IncomingMessage, path: string): Promise<unknown> {
    if (path !== PLAYER_PATHS.pairing) {
      return this.isConfirmed
        ? { state: "confirmed", player: 7, screenId: SCREEN_ID, highestBoot: this.highestBoot }
        : { state: "waiting" };
    }
    this.pairingsAsked += 1;
    this.playerKey = PairingRequest.parse(JSON.parse(await text(request))).publicKey;
    return {
      requestId: "01930000-0000-7000-8000-0000000000f1",
      code: "ABCD-1234",
      secret: randomBytes(32).toString("base64url"),
      expiresAtMs: Date.now() + 600_000,
      serverName: SERVER_NAME,
      root: this.world.roots[0],
    };
  }

  #stored(request: IncomingMessage, path: string): unknown {
    if (!this.#tokens.has(request.headers.authorization?.slice(7) ?? "")) return undefined;
    const name = path.split("/").at(-1) ?? "";
    if (path.startsWith("/media/")) return this.world.media.get(name);
    if (path === PLAYER_PATHS.manifest(name)) return this.world.manifests.get(name);
    if (path === PLAYER_PATHS.airing(name)) return this.world.bundles.get(name);
    if (path === PLAYER_PATHS.withdrawals(Number(name))) return this.world.withdrawalLists.get(Number(name));
    return path === PLAYER_PATHS.root(Number(name)) ? this.world.roots[Number(name) - 1] : undefined;
  }

  #greet(socket: WebSocket): void {
    this.#sockets.add(socket);
    const nonce = randomBytes(24).toString("base64url");
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("message", (data) => {
      this.#onMessage(socket, nonce, PlayerMessage.parse(JSON.parse(String(data)))).catch(() => socket.terminate());
    });
    socket.send(JSON.stringify({ type: "challenge", nonce, serverEpoch: "epoch-1", serverName: SERVER_NAME }));
  }

  async #onMessage(socket: WebSocket, nonce: string, message: PlayerMessage): Promise<void> {
    const receivedAtMs = Date.now();
    const status = await this.world.signStatus();
    if (message.type === "batch") {
      await this.#onBatch(socket, message);
      return;
    }
    // A heartbeat tells only what has changed since.
    const state = PlayerState.parse({ ...(message.type === "heartbeat" ? this.states.at(-1) : {}), ...message.state });
    this.states.push(state);
    this.highestBoot = Math.max(this.highestBoot, state.boot);
    if (message.type === "heartbeat") {
      const stamps = { echoedMonoMs: message.sentMonoMs, receivedAtMs, sentAtMs: Date.now() };
      socket.send(JSON.stringify({ type: "heartbeat-answer", ...stamps, status }));
      return;
    }
    const key = this.playerKey;
    if (key === undefined) throw new Error("nobody was paired");
    const keys = new Map([[await keyIdOf(key), key]]);
    const answer = await openSignedDocument(message.answer, DOCUMENT_TYPES.challenge, ChallengeAnswer, keys, 1);
    if (!answer.ok || answer.document.nonce !== nonce) throw new Error("the answer is not of this player");
    const sessionToken = randomBytes(24).toString("base64url");
    this.#tokens.add(sessionToken);
    const { mark, highestBoot } = this;
    socket.send(JSON.stringify({ type: "welcome", status, mark, highestBoot, serverTimeMs: Date.now(), sessionToken }));
  }

  async #onBatch(socket: WebSocket, message: PlayerMessage & { type: "batch" }): Promise<void> {
    if (this.wrong.swallowBatches) return;
    const { records, head } = message.batch;
    const key = this.playerKey;
    if (key === undefined) throw new Error("nobody was paired");
    const keys = new Map([[await keyIdOf(key), key]]);
    const opened = await openSignedDocument(head, DOCUMENT_TYPES.playBatch, PlayBatchHead, keys, 1);
    const hashes = followChain(this.mark.headSha256, records, hashBytes);
    const last = records.at(-1);
    const isNext = opened.ok && opened.document.after.seq === this.mark.seq && hashes !== undefined;
    if (isNext && last !== undefined) {
      this.records.push(...records);
      this.mark = { boot: last.boot, seq: last.seq, headSha256: hashes.at(-1) ?? "" };
    }
    socket.send(JSON.stringify({ type: "acknowledge", stored: isNext, mark: this.mark }));
  }
}
