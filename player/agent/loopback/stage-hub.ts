import type { WebSocket } from "ws";
import type { z } from "zod";
import { type AgentToStage, type SlateText, StageToAgent } from "../../../schemas/stage-channel.ts";
import type { Visitor } from "./guard.ts";

export interface StageHubPorts {
  readonly agentMs: () => number;
  readonly slate: () => SlateText;
  /** A page became the presenter, or there is none now. */
  readonly onPresenter: (isThere: boolean) => void;
  /** Evidence; from the presenter alone. */
  readonly onEvidence: (message: z.infer<typeof StageToAgent>) => void;
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
  #program: (AgentToStage & { type: "program" })["slots"] = [];
  #card: (AgentToStage & { type: "pairing" })["card"] = null;

  constructor(ports: StageHubPorts) {
    this.#ports = ports;
  }

  get hasPresenter(): boolean {
    return this.#presenter !== undefined;
  }

  /** Whether the browser that the agent started has its page connected. */
  get hasOwnPage(): boolean {
    return this.#pages.some((page) => page.visitor === "own");
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

  setProgram(slots: (AgentToStage & { type: "program" })["slots"]): void {
    this.#program = slots;
    for (const page of this.#pages) this.#sendProgram(page);
  }

  setPairingCard(card: (AgentToStage & { type: "pairing" })["card"]): void {
    this.#card = card;
    for (const page of this.#pages) send(page, { type: "pairing", card });
  }

  /** Says again what stands on the slate. */
  refreshSlate(): void {
    for (const page of this.#pages) this.#sendRole(page);
  }

  /** Cuts the presenter off, so that a page which hangs gives its place up. */
  dropPresenter(): void {
    this.#presenter?.socket.terminate();
  }

  close(): void {
    for (const page of this.#pages) page.socket.close(1001, "the player stops");
  }

  #elect(): void {
    const best = this.#pages.find((page) => page.visitor === "own") ?? this.#presenter ?? this.#pages[0];
    if (best === this.#presenter) return;
    const former = this.#presenter;
    this.#presenter = best;
    this.#ports.onPresenter(best !== undefined);
    if (former !== undefined && this.#pages.includes(former)) this.#greet(former);
    if (best !== undefined) this.#greet(best);
  }

  #remove(page: Page): void {
    this.#pages = this.#pages.filter((other) => other !== page);
    if (page !== this.#presenter) return;
    this.#presenter = undefined;
    if (this.#pages.length === 0) this.#ports.onPresenter(false);
    else this.#elect();
  }

  #greet(page: Page): void {
    this.#sendRole(page);
    send(page, { type: "pairing", card: this.#card });
    this.#sendProgram(page);
  }

  #sendRole(page: Page): void {
    const role = page === this.#presenter ? "presenter" : "viewer";
    send(page, { type: "role", role, agentTimeMs: this.#ports.agentMs(), slate: this.#ports.slate() });
  }

  #sendProgram(page: Page): void {
    send(page, { type: "program", agentTimeMs: this.#ports.agentMs(), slots: this.#program });
  }

  #onMessage(page: Page, text: string): void {
    const message = parseEvidence(text);
    if (message === undefined) {
      page.socket.close(1008, "not a message of the stage");
      return;
    }
    if (page === this.#presenter) this.#ports.onEvidence(message);
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
