import { type ChildProcess, spawn } from "node:child_process";
import { importJWK } from "jose";
import { BenchScreen } from "./withdrawal-screen.ts";
import type { Told } from "./withdrawal-server.ts";

const SCREENS = Number(process.env.BENCH_SCREENS ?? 1_000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const WAVE = 100;
const LIMIT_MS = 2_000;
const GIVE_UP_MS = 60_000;

/**
 * How long a withdrawal takes from the operator's act to each of a thousand connected screens having verified the signed
 * list that names it: the real server and its SQLite in one process, the screens in this one, on the same cores.
 */
async function bench(): Promise<void> {
  const child = spawn(
    process.execPath,
    ["--import", "tsx", `${import.meta.dirname}/withdrawal-server.ts`, `${SCREENS}`, `${ROUNDS}`],
    { stdio: ["ignore", "inherit", "inherit", "ipc"] },
  );
  const ready = await hear(child, "ready");
  const key = await importJWK(ready.privateKey, "EdDSA");
  if (key instanceof Uint8Array) throw new Error("The players' key is a key pair.");
  const arrived = new Map<number, Map<number, number>>();
  const onWithdrawn = (player: number, version: number) => arrived.get(version)?.set(player, Date.now());
  const screens: BenchScreen[] = [];
  for (let from = 0; from < SCREENS; from += WAVE) {
    const wave = ready.players.slice(from, from + WAVE).map((player) => {
      return new BenchScreen({ ...ready, signer: { keyId: ready.keyId, key }, player, onWithdrawn });
    });
    screens.push(...wave);
    await Promise.all(wave.map((screen) => screen.welcomed));
  }
  const p99s: number[] = [];
  const slowest: number[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    arrived.set(round, new Map());
    const told = hear(child, "withdrawn");
    child.send({ ask: "withdraw" });
    const { atMs, version } = await told;
    const times = await allArrived(arrived, version);
    const delays = times.map((time) => time - atMs).sort((one, other) => one - other);
    p99s.push(delays[Math.ceil(delays.length * 0.99) - 1] ?? Number.NaN);
    slowest.push(delays.at(-1) ?? Number.NaN);
  }
  for (const screen of screens) screen.leave();
  child.send({ ask: "stop" });
  await new Promise((resolve) => child.once("close", resolve));
  const results = [
    resultOf(`a withdrawal verified on 99 % of ${SCREENS} connected screens, median of ${ROUNDS}`, p99s),
    resultOf(`the same on the last of them, median of ${ROUNDS}`, slowest),
  ];
  process.stdout.write(`${JSON.stringify({ bench: "withdrawal", results })}\n`);
}

function resultOf(what: string, times: readonly number[]) {
  const ours = [...times].sort((one, other) => one - other)[Math.floor(times.length / 2)] ?? Number.NaN;
  const ratio = Number((ours / LIMIT_MS).toFixed(3));
  return { what, ours, limit: LIMIT_MS, unit: "ms", ratio, aim: "<= 1", met: ours <= LIMIT_MS };
}

/** The next message of this kind from the server's process. */
function hear<K extends Told["told"]>(child: ChildProcess, kind: K): Promise<Extract<Told, { told: K }>> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: Told) => {
      if (message.told !== kind) return;
      child.off("message", onMessage);
      resolve(message as Extract<Told, { told: K }>);
    };
    child.on("message", onMessage);
    child.once("exit", (code) => reject(new Error(`The server ended with ${code}.`)));
  });
}

async function allArrived(
  arrived: ReadonlyMap<number, ReadonlyMap<number, number>>,
  version: number,
): Promise<number[]> {
  const untilMs = Date.now() + GIVE_UP_MS;
  while (Date.now() < untilMs) {
    const times = arrived.get(version);
    if (times !== undefined && times.size >= SCREENS) return [...times.values()];
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`Only ${arrived.get(version)?.size ?? 0} of ${SCREENS} screens have heard of withdrawal ${version}.`);
}

await bench();
