import { createHash } from "node:crypto";
import { WebSocket } from "ws";
import { AgentToStage, type StageSlot, type StageToAgent } from "../../schemas/stage-channel.ts";
import { STAGE_PATHS } from "../../schemas/stage-paths.ts";

/** What one slot's bytes were when they came from the agent. */
export interface SeenSlot {
  readonly airingSha256: string;
  readonly sha256: string;
  /** Hash of the bytes that arrived; `undefined` when the agent did not give them. */
  readonly arrivedSha256: string | undefined;
}

/** One showing as this stage made it; `removedAtMs` is undefined while it stands. */
export interface MadeShowing {
  readonly airingSha256: string;
  readonly shownAtMs: number;
  removedAtMs?: number;
}

/** A stage without pixels: takes the program, fetches the bytes, and reports what a page would have shown. */
export class StageClient {
  readonly seen: SeenSlot[] = [];
  readonly showings: MadeShowing[] = [];
  readonly offered = new Set<string>();
  readonly identified: number[] = [];
  volumePpm = 0;
  role: "presenter" | "viewer" | undefined;
  slots: readonly StageSlot[] = [];
  card: { code: string; words: string[] } | null = null;
  readonly #origin: string;
  readonly #cookie: string;
  readonly #socket: WebSocket;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #handled = new Set<string>();
  #shown: string | null = null;
  #frames = 0;
  #hasLeft = false;
  #offsetMs = 0;

  private constructor(origin: string, cookie: string) {
    this.#origin = origin;
    this.#cookie = cookie;
    const address = `${origin.replace("http:", "ws:")}${STAGE_PATHS.channel}`;
    this.#socket = new WebSocket(address, { headers: { cookie, origin } });
    this.#socket.on("message", (data) => this.#take(AgentToStage.parse(JSON.parse(String(data)))));
    this.#socket.on("error", () => this.#socket.terminate());
    const beat = setInterval(() => {
      this.#frames += 30;
      this.send({ type: "heartbeat", key: this.#shown, frames: this.#frames });
    }, 500);
    this.#timers.add(beat);
  }

  /** Goes in by a one-use address. */
  static async enter(entrance: string): Promise<StageClient> {
    const answer = await fetch(entrance, { redirect: "manual" });
    const cookie = answer.headers.get("set-cookie")?.split(";")[0];
    if (answer.status !== 303 || cookie === undefined) throw new Error(`not let in: ${answer.status}`);
    return new StageClient(new URL(entrance).origin, cookie);
  }

  get cookie(): string {
    return this.#cookie;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  send(message: StageToAgent): void {
    if (this.isOpen) this.#socket.send(JSON.stringify(message));
  }

  /** Status and bytes of a media address, as this page's browser would ask for it. */
  async fetchMedia(sha256: string): Promise<{ status: number; sha256: string | undefined }> {
    const answer = await fetch(`${this.#origin}${STAGE_PATHS.media(sha256)}`, { headers: { cookie: this.#cookie } });
    try {
      const bytes = Buffer.from(await answer.arrayBuffer());
      return { status: answer.status, sha256: answer.ok ? hexOf(bytes) : undefined };
    } catch (error) {
      if (error instanceof TypeError) return { status: answer.status, sha256: undefined };
      throw error;
    }
  }

  leave(): void {
    this.#hasLeft = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#socket.terminate();
  }

  #take(message: AgentToStage): void {
    if (message.type === "role") this.role = message.role;
    if (message.type === "identify") this.identified.push(message.seconds);
    if (message.type === "volume") this.volumePpm = message.ppm;
    if (message.type === "pairing") this.card = message.card;
    if (message.type !== "program") return;
    this.#offsetMs = message.agentTimeMs - Date.now();
    this.slots = message.slots;
    if (this.#shown !== null && !message.slots.some((slot) => slot.key === this.#shown)) this.#remove(this.#shown);
    for (const slot of message.slots) {
      this.offered.add(slot.airingSha256);
      if (this.#handled.has(slot.key)) continue;
      this.#handled.add(slot.key);
      this.#after(slot.startsAtMs, () => {
        this.#show(slot).catch(() => this.send({ type: "failed", key: slot.key, reason: "no bytes" }));
      });
    }
  }

  async #show(slot: StageSlot): Promise<void> {
    if (!this.slots.some((planned) => planned.key === slot.key)) return;
    for (const sha256 of Object.keys(slot.urls)) {
      const { sha256: arrivedSha256 } = await this.fetchMedia(sha256);
      this.seen.push({ airingSha256: slot.airingSha256, sha256, arrivedSha256 });
      if (arrivedSha256 === undefined) throw new Error("no bytes");
    }
    if (this.#hasLeft || !this.isOpen) return;
    this.#end();
    this.#shown = slot.key;
    this.showings.push({ airingSha256: slot.airingSha256, shownAtMs: Date.now() });
    this.send({ type: "shown", key: slot.key, frames: this.#frames });
    this.#after(slot.endsAtMs, () => this.#remove(slot.key));
  }

  #remove(key: string): void {
    if (this.#shown !== key) return;
    this.#shown = null;
    this.#end();
    this.send({ type: "removed", key, frames: this.#frames, reason: "planned" });
  }

  #end(): void {
    const last = this.showings.at(-1);
    if (last !== undefined) last.removedAtMs ??= Date.now();
  }

  #after(agentMs: number, work: () => void): void {
    const timer = setTimeout(work, Math.max(0, agentMs - Date.now() - this.#offsetMs));
    this.#timers.add(timer);
  }
}

function hexOf(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}
