import type { WebSocket } from "ws";
import type { z } from "zod";
import { type AgentToStage, type SlateText, StageToAgent } from "../../../schemas/stage-channel.ts";
import type { Visitor } from "./guard.ts";
import type { ProgramMessage } from "./stage-page.ts";

export interface StageHubPorts {
  readonly agentMs: () => number;
  readonly slate: () => SlateText;
  /** A page became the presenter, or there is none now. */
  readonly onPresenter: (isThere: boolean) => void;
  /** Evidence; from the presenter alone. */
  readonly onEvidence: (message: z.infer<typeof StageToAgent>) => void;
  /** The presenter in the agent's own browser is alive, has presented so many frames, and is in sight or not. */
  readonly onOwnBeat: (frames: number, isVisible: boolean) => void;
  /** A page in the agent's own browser has lost its connection. */
  readonly onOwnGone: () => void;
}

interface Page {
  readonly socket: WebSocket;
  readonly visitor: Visitor;
}

/** Persons' pages beyond this are turned away: each costs memory and none is needed. */
const MAX_PAGES = 8;
/** A page that has not taken this much is not looking; what waits for it must not grow in memory. */
const MAX_UNTAKEN_BYTES = 1_048_576;

/**
 * The pages that look at this player. Exactly one is the presenter, whose word is evidence; the others only view. The
 * browser the agent started has precedence over a person's; otherwise the first to come presents until it goes.
 */
export class StageHub {
  readonly #ports: StageHubPorts;
  #pages: Page[] = [];
  #presenter: Page | undefined;
  #program: ProgramMessage["slots"] = [];
  #card: (AgentToStage & { type: "pairing" })["card"] = null;
  #volumePpm = 0;

  constructor(ports: StageHubPorts) {
    this.#ports = ports;
  }

  get hasPresenter(): boolean {
    return this.#presenter !== undefined;
  }

  /** How many pages of the browser that the agent started are connected. */
  get ownPages(): number {
    return this.#pages.filter((page) => page.visitor === "own").length;
  }

  /** What every page is told to show. */
  get program(): ProgramMessage {
    return { type: "program", agentTimeMs: this.#ports.agentMs(), slots: this.#program };
  }

  add(socket: WebSocket, visitor: Visitor): void {
    socket.on("error", () => socket.terminate());
    if (this.#pages.length >= MAX_PAGES && visitor !== "own") {
      socket.close(1013, "too many pages");
      return;
    }
    const page: Page = { socket, visitor };
    this.#pages.push(page);
    socket.on("message", (data, isBinary) => this.#onMessage(page, isBinary ? "" : String(data)));
    socket.on("close", () => this.#remove(page));
    this.#elect();
    if (page !== this.#presenter) this.#greet(page);
  }

  setProgram(slots: ProgramMessage["slots"]): void {
    this.#program = slots;
    for (const page of this.#pages) this.#sendProgram(page);
  }

  setPairingCard(card: (AgentToStage & { type: "pairing" })["card"]): void {
    this.#card = card;
    for (const page of this.#pages) send(page, { type: "pairing", card });
  }

  /** Shows over the picture which screen this is. */
  identify(seconds: number): void {
    for (const page of this.#pages) send(page, { type: "identify", seconds });
  }

  /** Silence until it is first said. */
  setVolume(ppm: number): void {
    this.#volumePpm = ppm;
    for (const page of this.#pages) send(page, { type: "volume", ppm });
  }

  /** Says again what stands on the slate. */
  refreshSlate(): void {
    for (const page of this.#pages) this.#sendRole(page);
  }

  /**
   * Makes another page of the agent's own browser the presenter, as one that goes on with what is on the glass: no
   * showing ends and none begins. False when there is no other.
   */
  handOver(): boolean {
    const other = this.#pages.findLast((page) => page.visitor === "own" && page !== this.#presenter);
    const former = this.#presenter;
    if (other === undefined || former?.visitor !== "own") return false;
    this.#presenter = other;
    this.#sendRole(former);
    this.#sendRole(other);
    return true;
  }

  /** Cuts the pages of the agent's own browser off: one that hangs does not go by itself. */
  dropOwn(): void {
    for (const page of this.#pages.filter(({ visitor }) => visitor === "own")) page.socket.terminate();
  }

  /** Cuts the presenter off, so that a page which hangs gives its place up. */
  dropPresenter(): void {
    this.#presenter?.socket.terminate();
  }

  close(): void {
    for (const page of this.#pages) page.socket.close(1001, "the player stops");
  }

  #elect(): void {
    const isOwn = this.#presenter?.visitor === "own";
    const own = isOwn ? this.#presenter : this.#pages.find((page) => page.visitor === "own");
    const best = own ?? this.#presenter ?? this.#pages[0];
    if (best === this.#presenter) return;
    const former = this.#presenter;
    this.#presenter = best;
    this.#ports.onPresenter(best !== undefined);
    if (former !== undefined && this.#pages.includes(former)) this.#greet(former);
    if (best !== undefined) this.#greet(best);
  }

  #remove(page: Page): void {
    this.#pages = this.#pages.filter((other) => other !== page);
    if (page.visitor === "own") this.#ports.onOwnGone();
    if (page !== this.#presenter) return;
    this.#presenter = undefined;
    if (this.#pages.length === 0) this.#ports.onPresenter(false);
    else this.#elect();
  }

  #greet(page: Page): void {
    this.#sendRole(page);
    send(page, { type: "pairing", card: this.#card });
    if (this.#volumePpm > 0) send(page, { type: "volume", ppm: this.#volumePpm });
    this.#sendProgram(page);
  }

  #sendRole(page: Page): void {
    const role = page === this.#presenter ? "presenter" : "viewer";
    send(page, { type: "role", role, agentTimeMs: this.#ports.agentMs(), slate: this.#ports.slate() });
  }

  #sendProgram(page: Page): void {
    send(page, this.program);
  }

  #onMessage(page: Page, text: string): void {
    const message = parseEvidence(text);
    if (message === undefined) {
      page.socket.close(1008, "not a message of the stage");
      return;
    }
    if (page !== this.#presenter) return;
    if (message.type === "heartbeat" && page.visitor === "own") {
      this.#ports.onOwnBeat(message.frames, message.visible ?? true);
    }
    this.#ports.onEvidence(message);
  }
}

function send({ socket }: Page, message: AgentToStage): void {
  if (socket.bufferedAmount > MAX_UNTAKEN_BYTES) socket.terminate();
  else if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
}

function parseEvidence(text: string): z.infer<typeof StageToAgent> | undefined {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = StageToAgent.safeParse(data);
  return parsed.success ? parsed.data : undefined;
}
