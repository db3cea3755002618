import { type ChildProcess, spawn } from "node:child_process";
import { loadavg } from "node:os";
import type { PeriodTotalRow } from "../../server/db/repos/item-names.ts";
import { spanOf } from "../../server/services/reports/report-period.ts";
import { AS_STARTED } from "./as-started.ts";
import { openDuck } from "./report/duck-scan.ts";
import { openWorld } from "./report/open-world.ts";
import { lastDayOf, MONTH, PLAYS, SCREENS } from "./report/plays-sql.ts";
import { RequestLoop } from "./report/request-loop.ts";
import type { Answers, Ask } from "./report-server.ts";

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 25);
const DELAY_ROUNDS = 9;
/** As long as a month's figures and a report take. */
const ALONE_MS = 700;
const AGAINST_DUCK = 0.2;
const SCREEN_MS = 20;
const DELAY_MS = 20;
const MEMORY_MB = 500;

/**
 * A year of plays of a fleet in the product's own database: the month's figures against DuckDB over the raw rows in the
 * same run, one screen's month, what a request beside it waits, one month derived anew, and what an archive comes to.
 * The year is kept between runs (`--fresh` makes it anew); `BENCH_SCREENS` and `BENCH_DAYS` make it smaller.
 */
async function bench(): Promise<void> {
  say(`${PLAYS} plays on ${SCREENS} screens; load ${loads()}`);
  const world = await openWorld(process.argv.includes("--fresh"));
  const made = world.madeInMs === null ? "kept from before" : `made in ${seconds(world.madeInMs)} s`;
  const duck = await openDuck(world.dir);
  say(
    `the year lies in ${world.dir}, ${made}; its columns that figures need are ${megabytes(duck.sizeBytes)} MB of Parquet`,
  );
  const child = spawn(
    process.execPath,
    [...AS_STARTED, "--import", "tsx", `${import.meta.dirname}/report-server.ts`, world.dir],
    {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    },
  );
  const url = await hear<string>(child);
  const ask = <One extends Ask>(what: One) => {
    const answer = hear<Answers[One]>(child);
    child.send(what);
    return answer;
  };
  const span = spanOf(`${MONTH}-01`, lastDayOf(MONTH));
  const rows = await duck.rows(span);
  const isSame = sameRows((await ask("played")).rows, rows);
  await ask("figures");
  const times = { duck: [] as number[], played: [] as number[], figures: [] as number[], screen: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    times.duck.push(await duck.time(span));
    times.played.push((await ask("played")).ms);
    times.figures.push((await ask("figures")).ms);
    times.screen.push((await ask("screen")).ms);
  }
  const delays = await delaysBeside(url, ask, "figures");
  const ofReport = await delaysBeside(url, ask, "document");
  const figuresPeak = await ask("peak");
  const month = await ask("month");
  const archive = await ask("archive");
  const peak = await ask("peak");
  child.send("stop" satisfies Ask);
  duck.close();
  const perMillion = (archive.sizeBytes / archive.records) * 1e6;
  say(`same ${rows.length} rows of the month from both: ${isSame ? "yes" : "NO"}`);
  say(
    `month derived anew: ${month.plays} records, ${month.rows} totals, ${month.differences} differ, ${seconds(month.ms)} s`,
  );
  say(`archive: ${megabytes(perMillion)} MB a million plays; ${archive.records} in ${seconds(archive.ms)} s, checked`);
  say(
    `longest wait of the event loop, median of rounds, while a month was read ${delays.loopMs.toFixed(1)} ms, while a report was made ${ofReport.loopMs.toFixed(1)} ms; load ${loads()}`,
  );
  const against = (what: string, ours: number[], aim: number | null) => {
    // Within a round: the machine is another one in the next.
    const ratio = median(ours.map((ms, round) => ms / (times.duck[round] ?? Number.NaN)));
    const [our, limit] = [rounded(median(ours)), rounded(median(times.duck))];
    const told = aim === null ? "told beside" : `<= ${aim}`;
    return { what, ours: our, limit, unit: "ms", ratio: rounded(ratio), aim: told, met: aim === null || ratio <= aim };
  };
  const below = (what: string, ours: number, limit: number, unit: string) => {
    return {
      what,
      ours: rounded(ours),
      limit,
      unit,
      ratio: rounded(limit === 0 ? ours : ours / limit),
      aim: `<= ${limit}`,
      met: ours <= limit,
    };
  };
  const results = [
    against(
      "the month's played figures of all screens from totals, against DuckDB on the raw rows",
      times.played,
      AGAINST_DUCK,
    ),
    against("the same as a report reads them, with planned counts, places and titles", times.figures, null),
    below("one screen's month, slowest screen of a round", median(times.screen), SCREEN_MS, "ms"),
    below(
      "what the slowest request beside it waited longer than the slowest alone just before, median of rounds",
      median(delays.requestMs),
      DELAY_MS,
      "ms",
    ),
    below(
      `the same while a report on ${SCREENS} screens is made and written`,
      median(ofReport.requestMs),
      DELAY_MS,
      "ms",
    ),
    ...[
      below("the same beside figures, worst of the rounds", Math.max(...delays.requestMs), DELAY_MS, "ms"),
      below("the same beside a report, worst of the rounds", Math.max(...ofReport.requestMs), DELAY_MS, "ms"),
    ].map((line) => ({ ...line, aim: "told beside" })),
    below("totals of one month that differ from those derived anew", month.differences, 0, "totals"),
    below("peak of the server's memory while months are read", figuresPeak.megabytes, MEMORY_MB, "MB"),
    below("the same after a month was derived anew and a day archived", peak.megabytes, MEMORY_MB, "MB"),
    { ...below("archive of a million plays", perMillion / 1e6, 100, "MB"), aim: "told beside" },
  ];
  if (!isSame) throw new Error("The totals are not what DuckDB finds in the rows.");
  say(JSON.stringify({ bench: "report", results }));
}

/**
 * Requests one after the other, alone for a while and then beside something else, in turn: what the slowest of each round
 * waited longer. The machine itself stands still for tens of milliseconds now and then; that is one round's.
 */
async function delaysBeside(url: string, ask: <One extends Ask>(what: One) => Promise<Answers[One]>, what: Ask) {
  const requestMs: number[] = [];
  const loopMs: number[] = [];
  for (let round = 0; round < DELAY_ROUNDS; round += 1) {
    const alone = new RequestLoop(`${url}/healthz`);
    await alone.run(ALONE_MS);
    await ask("loop");
    const beside = new RequestLoop(`${url}/healthz`);
    const running = beside.start();
    await ask(what);
    beside.stop();
    await running;
    loopMs.push((await ask("loop")).longestMs);
    requestMs.push(Math.max(0, beside.longestMs - alone.longestMs));
    say(`requests: alone ${alone.told()}; beside ${what} ${beside.told()}`);
  }
  return { requestMs, loopMs: median(loopMs) };
}

function sameRows(ours: readonly PeriodTotalRow[], theirs: readonly PeriodTotalRow[]): boolean {
  const told = (rows: readonly PeriodTotalRow[]) =>
    rows
      .map((row) =>
        [row.screen_id, row.edition_version_id, row.outcome, row.panel, row.plays, row.airtime_ms].join(" "),
      )
      .sort()
      .join("\n");
  return told(ours) === told(theirs);
}

function hear<Answer>(child: ChildProcess): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`The server ended with ${code}.`));
    child.once("exit", onExit);
    child.once("message", (answer) => {
      child.off("exit", onExit);
      resolve(answer as Answer);
    });
  });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

const loads = () =>
  loadavg()
    .map((load) => load.toFixed(1))
    .join(" ");
const rounded = (value: number) => Number(value.toFixed(3));
const seconds = (ms: number) => (ms / 1_000).toFixed(1);
const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

await bench();
