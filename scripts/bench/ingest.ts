import { type ChildProcess, spawn } from "node:child_process";
import { loadavg } from "node:os";
import { join } from "node:path";
import { makeSigner, type TestSigner } from "../../tests/support/trust.ts";
import { buildForNode } from "../build-for-node.ts";
import { AS_STARTED } from "./as-started.ts";
import { FrameMaker, RECORDS_IN_BATCH, SLOT_MS } from "./ingest/frames.ts";
import { Sender } from "./ingest/sender.ts";
import type { Ask, Setup, TargetKind } from "./ingest-target.ts";

const PLAYERS = 100;
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const BATCHES = Number(process.env.BENCH_BATCHES ?? 10);
/** One sync a row takes its time: of each round it gets this many batches, from players of their own. */
const COMMITS_BATCHES = 10;
const KINDS: readonly TargetKind[] = ["floor", "ours", "postgres", "rows", "commits"];

/** Built as the server is: under a loader every function carries its name about. */
const TARGET = join(import.meta.dirname, "..", "..", "dist", "ingest-target.js");

interface Rival {
  readonly kind: TargetKind;
  readonly child: ChildProcess;
  readonly senders: readonly Sender[];
  stored: number;
  readonly playsPerSecond: number[];
  readonly cpuMicrosPerPlay: number[];
}

/**
 * Durable plays a second over real sockets from 100 players in batches of 100: the real server with signature, chain,
 * checks and totals, beside the floor and two other stores that get the same frames, in turn, round by round.
 */
async function bench(): Promise<void> {
  await buildForNode("scripts/bench/ingest-target.ts", TARGET);
  const signer = await makeSigner();
  const spanMs = (ROUNDS + 1) * BATCHES * RECORDS_IN_BATCH * SLOT_MS;
  const firstStartMs = Date.now() - spanMs - 3_600_000;
  const rivals: Rival[] = [];
  for (const kind of KINDS) rivals.push(await openRival(kind, signer, { firstStartMs, spanMs }));
  const makers = Array.from({ length: PLAYERS }, (_, index) => new FrameMaker(index + 1, signer, firstStartMs));
  // The first round warms everything up and is not counted.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const frames = await Promise.all(makers.map((maker) => framesOf(maker)));
    for (const rival of rivals) await runRound(rival, frames, round > 0);
  }
  for (const rival of rivals) {
    const counted = await ask<number>(rival.child, "count");
    if (counted !== rival.stored) throw new Error(`${rival.kind}: ${rival.stored} acknowledged, ${counted} stored.`);
    for (const sender of rival.senders) sender.close();
    rival.child.send("stop" satisfies Ask);
    await new Promise((resolve) => rival.child.once("close", resolve));
  }
  print(new Map(rivals.map((rival) => [rival.kind, rival])));
}

async function framesOf(maker: FrameMaker): Promise<string[]> {
  const frames: string[] = [];
  while (frames.length < BATCHES) frames.push(await maker.next());
  return frames;
}

async function openRival(
  kind: TargetKind,
  signer: TestSigner,
  clock: Pick<Setup, "firstStartMs" | "spanMs">,
): Promise<Rival> {
  const child = spawn(process.execPath, [...AS_STARTED, TARGET], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const url = hear<string>(child);
  const privateKey = await crypto.subtle.exportKey("jwk", signer.key);
  const { keyId, publicKey } = signer;
  child.send({ kind, players: PLAYERS, keyId, privateKey, publicKey, ...clock } satisfies Setup);
  const senders: Sender[] = [];
  for (let player = 1; player <= PLAYERS; player += 1) {
    const sender = new Sender(await url, player, signer);
    await sender.ready;
    senders.push(sender);
  }
  return { kind, child, senders, stored: 0, playsPerSecond: [], cpuMicrosPerPlay: [] };
}

async function runRound(rival: Rival, all: readonly string[][], isCounted: boolean): Promise<void> {
  const frames = rival.kind === "commits" ? all.slice(0, COMMITS_BATCHES).map((one) => one.slice(0, 1)) : all;
  const plays = frames.flat().length * RECORDS_IN_BATCH;
  const cpuBefore = await ask<number>(rival.child, "cpu");
  const startedMs = performance.now();
  await Promise.all(frames.map((own, index) => rival.senders[index]?.send(own)));
  const seconds = (performance.now() - startedMs) / 1_000;
  const cpuMicros = (await ask<number>(rival.child, "cpu")) - cpuBefore;
  rival.stored += plays;
  if (!isCounted) return;
  rival.playsPerSecond.push(plays / seconds);
  rival.cpuMicrosPerPlay.push(cpuMicros / plays);
}

function ask<Answer>(child: ChildProcess, what: Ask): Promise<Answer> {
  const answer = hear<Answer>(child);
  child.send(what);
  return answer;
}

function hear<Answer>(child: ChildProcess): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`A server ended with ${code}.`));
    child.once("exit", onExit);
    child.once("message", (answer) => {
      child.off("exit", onExit);
      resolve(answer as Answer);
    });
  });
}

function print(rivals: ReadonlyMap<TargetKind, Rival>): void {
  const numbers = (kind: TargetKind) => rivals.get(kind)?.playsPerSecond ?? [];
  for (const [kind, { playsPerSecond, cpuMicrosPerPlay }] of rivals) {
    const range = `${Math.round(Math.min(...playsPerSecond))} to ${Math.round(Math.max(...playsPerSecond))}`;
    const rate = Math.round(median(playsPerSecond));
    say(
      `${kind}: ${rate} plays/s (${range}), ${median(cpuMicrosPerPlay).toFixed(1)} ms CPU of the process per 1 000 plays`,
    );
  }
  say(
    `load ${loadavg()
      .map((load) => load.toFixed(1))
      .join(" ")}, ${ROUNDS} rounds, each store in turn`,
  );
  const against = (kind: TargetKind, what: string, required: number) => {
    // Within a round: the machine is another one in the next.
    const ratio = median(numbers("ours").map((ours, round) => ours / (numbers(kind)[round] ?? Number.NaN)));
    const ours = Math.round(median(numbers("ours")));
    const limit = Math.round(median(numbers(kind)));
    return {
      what,
      ours,
      limit,
      unit: "plays/s",
      ratio: Number(ratio.toFixed(3)),
      aim: `>= ${required}`,
      met: ratio >= required,
    };
  };
  const results = [
    against("floor", "durable plays against the same frames parsed, appended and synced", 0.25),
    against("postgres", "against PostgreSQL insert on conflict on the same key", 1),
    against("commits", "against npm sqlite3 with one run() a row, each its own commit", 5),
    against("rows", "told beside: against npm sqlite3 with one run() a row, in one transaction a batch", 1),
  ];
  say(JSON.stringify({ bench: "ingest", results }));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

await bench();
