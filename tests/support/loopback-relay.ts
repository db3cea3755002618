import type { AddressInfo } from "node:net";
import { connect, createServer, type Server, type Socket } from "node:net";

/** What the relay does with what comes from now on. */
export type RelayMode =
  | "through"
  /** Nothing more comes through, and nobody is told. */
  | "silent"
  /** Answers everything itself with a page that wants a person to sign in. */
  | "portal"
  /** Passes requests on, but turns every upgrade away. */
  | "no-upgrade";

const PAGE = "<!doctype html><title>Sign in</title>";

/** A machine on the way between a player and its server: counts the bytes of both directions and can be in the way. */
export class LoopbackRelay {
  mode: RelayMode = "through";
  upBytes = 0;
  downBytes = 0;
  connections = 0;
  readonly #target: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer((socket) => this.#take(socket));
  }

  /** Relays to `targetUrl`. */
  static async start(targetUrl: string): Promise<LoopbackRelay> {
    const relay = new LoopbackRelay(Number(new URL(targetUrl).port));
    await new Promise<void>((resolve) => relay.#server.listen(0, "127.0.0.1", resolve));
    return relay;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Breaks every connection. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #take(down: Socket): void {
    this.connections += 1;
    const up = connect(this.#target, "127.0.0.1");
    for (const [one, other] of [
      [down, up],
      [up, down],
    ] as const) {
      this.#sockets.add(one);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        this.#sockets.delete(one);
        other.destroy();
      });
    }
    down.on("data", (bytes) => this.#fromPlayer(bytes, { up, down }));
    up.on("data", (bytes) => {
      this.downBytes += bytes.length;
      if (this.mode !== "silent") down.write(bytes);
    });
  }

  #fromPlayer(bytes: Buffer, { up, down }: { up: Socket; down: Socket }): void {
    this.upBytes += bytes.length;
    if (this.mode === "silent") return;
    if (this.mode === "portal") {
      down.end(`HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: ${PAGE.length}\r\n\r\n${PAGE}`);
    } else if (this.mode === "no-upgrade" && /\r\nupgrade: websocket\r\n/i.test(bytes.toString("latin1"))) {
      down.end("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
    } else up.write(bytes);
  }
}
