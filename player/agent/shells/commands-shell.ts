import { join } from "node:path";
import * as z from "zod";
import { type Command, CommandResult, MAX_COMMANDS_TOLD, Order } from "../../../schemas/commands.ts";
import {
  type CommandsEffect,
  type CommandsEvent,
  type CommandsState,
  openCommands,
  stepCommands,
} from "../core/commands.ts";
import type { Report } from "../ports/reporter.ts";
import { openTwinFile, type TwinFile, TwinFileDamagedError } from "../ports/twin-file.ts";

const Kept = z.strictObject({
  lastNumber: z.int().min(0),
  results: z.array(CommandResult).max(MAX_COMMANDS_TOLD),
  unfinished: z.array(z.strictObject({ number: z.int().min(1), order: Order })).max(100),
});

export interface CommandsShellPorts {
  readonly player: number;
  readonly mono: () => number;
  /** Does it and says how it went, in a code. A throw is a failure. */
  readonly carryOut: (order: Order, number: number) => Promise<string>;
  /** The state of this player has changed in a way the server waits for. */
  readonly onResult: () => void;
  readonly report: Report;
}

/** Carries out the orders that a verified status tells, each once for ever. */
export class CommandsShell {
  readonly #ports: CommandsShellPorts;
  readonly #file: TwinFile;
  #state: CommandsState;
  #work: Promise<void> = Promise.resolve();

  private constructor(ports: CommandsShellPorts, file: TwinFile, state: CommandsState) {
    this.#ports = ports;
    this.#file = file;
    this.#state = state;
  }

  /** Reads what was met before the last restart. Damaged beyond reading it counts as nothing met. */
  static async open(dataDir: string, ports: CommandsShellPorts): Promise<CommandsShell> {
    const file = openTwinFile(join(dataDir, `commands-${ports.player}`));
    return new CommandsShell(ports, file, openCommands(ports.player, await readKept(file, ports.report)));
  }

  /** Told in every state. */
  get results(): readonly CommandResult[] {
    return this.#state.results;
  }

  /** Orders of a status whose signature was found good. */
  take(commands: readonly Command[]): void {
    this.#dispatch({ type: "told", commands, monoMs: this.#ports.mono() });
  }

  #dispatch(event: CommandsEvent): void {
    const { state, effects } = stepCommands(this.#state, event);
    this.#state = state;
    for (const effect of effects) this.#carryOut(effect);
  }

  #carryOut(effect: CommandsEffect): void {
    switch (effect.type) {
      case "keep":
        this.#work = this.#work
          .then(() => this.#file.write(JSON.stringify(effect.kept)))
          .then(
            () => this.#dispatch({ type: "kept", monoMs: this.#ports.mono() }),
            // What cannot be remembered is not begun; the status tells it again after the next start.
            (error: unknown) => this.#ports.report("command-trouble", { reason: String(error) }),
          );
        return;
      case "carry-out":
        this.#run(effect.command.number, effect.command.order);
        return;
      case "tell":
        this.#ports.onResult();
    }
  }

  #run(number: number, order: Order): void {
    this.#ports.report("command", { number, kind: order.kind });
    this.#ports.carryOut(order, number).then(
      (detail) => this.#dispatch({ type: "ended", number, outcome: "done", detail: detail.slice(0, 60) }),
      (error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        this.#ports.report("command-failed", { number, kind: order.kind, reason });
        this.#dispatch({ type: "ended", number, outcome: "failed", detail: reason.slice(0, 60) });
      },
    );
  }
}

async function readKept(file: TwinFile, report: Report): Promise<z.infer<typeof Kept> | undefined> {
  try {
    const text = await file.read();
    return text === undefined ? undefined : Kept.parse(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof TwinFileDamagedError)) throw error;
    report("command-trouble", { reason: error.message });
    return undefined;
  }
}
