import sqlite3 from "sqlite3";
import { DAYS, figureColumns, monthOfDay, PLAYS_A_DAY, SCREENS } from "./plays-sql.ts";

/** Indexes whose order is not that of the screens: they are made at the end, in one sort. */
const LATE_INDEXES = ["play_totals_hour", "play_day_totals_span"];
const GROUP = "screen_id, edition_version_id, entry_id, outcome, panel";

/**
 * Writes the year straight into the tables of an SQLite file that nobody has open: records day by day, as they come in, and
 * totals screen by screen. That the totals are what the product's own code makes of the records is checked by re-derivation.
 */
export async function fillPlays(file: string): Promise<void> {
  const db = await open(file);
  await exec(
    db,
    "pragma journal_mode=off; pragma synchronous=off; pragma locking_mode=exclusive; pragma cache_size=-600000;",
  );
  const indexes = await indexTexts(db);
  for (const name of LATE_INDEXES) await exec(db, `drop index ${name}`);
  for (let day = 0; day < DAYS; day += 1) {
    await exec(db, recordsOf(day));
    if (day % 30 === 29) process.stdout.write(`  ${day + 1} days made\n`);
  }
  for (let screen = 0; screen < SCREENS; screen += 1) await exec(db, `${hoursOf(screen)};${spansOf(screen)}`);
  for (const name of LATE_INDEXES) await exec(db, indexes.get(name) ?? "");
  await new Promise<void>((resolve, reject) => db.close((error) => (error ? reject(error) : resolve())));
}

/** Columns of plays `s` and `k`. */
function figures(): string {
  return named(figureColumns((text) => `(${text})`, monthOfDay(`(k / ${PLAYS_A_DAY})`)));
}

/** Hashes are random: what is derived does not look at them, and what is archived must not compress better than real ones. */
function recordsOf(day: number): string {
  const from = day * PLAYS_A_DAY;
  return `
    create temp table made as
    with recursive screens(s) as (select 0 union all select s + 1 from screens where s + 1 < ${SCREENS}),
    numbers(k) as (select ${from} union all select k + 1 from numbers where k + 1 < ${from + PLAYS_A_DAY}),
    hashed as materialized (select s, k, randomblob(32) as sha256 from numbers, screens),
    linked as materialized (select s, k, sha256, lag(sha256) over (partition by s order by k) as before from hashed)
    select s, k, sha256, coalesce(before, randomblob(32)) as before, ${figures()} from linked;
    insert or ignore into play_screens (screen_id) select distinct screen_id from made order by screen_id;
    insert or ignore into play_subjects (zone, kind, airing_sha256, edition_version_id, language, entry_id, clock, outcome,
      joined_late, panel)
    select distinct 'main', 'image', substr(replace(edition_version_id, '-', '') || '${"a".repeat(64)}', 1, 64),
      edition_version_id, 'vi', entry_id, 'anchored', outcome, 0, panel from made;
    insert into plays (player, boot, seq, screen, subject, sha256, prev_sha256, manifest_revision, loop_id, slot_index,
      planned_ms, shown_ms, started_mono_ms, started_wall_ms, started_at_ms, received_at_ms)
    select s + 1, 1 + 2 * (k / 5000), 1 + k % 5000, screen.number, subject.number, sha256, before, 412,
      '0123456789abcdef', k % 360, 10000, shown_ms, (k % 5000) * 780000 + 41, started_at_ms - 3, started_at_ms,
      started_at_ms + 60000 + (k % 5) * 1000
    from made join play_screens as screen using (screen_id) join play_subjects as subject using (edition_version_id,
      entry_id, outcome, panel)
    order by k, s;
    drop table made`;
}

/** A showing counts in the hour it began; its airtime is split where it goes over. */
function hoursOf(screen: number): string {
  const ends = "started_at_ms + shown_ms";
  const hour = "started_at_ms / 3600000 * 3600000";
  return `
    insert into play_totals (${GROUP}, hour_at_ms, plays, airtime_ms)
    with recursive numbers(s, k) as (
      select ${screen}, 0 union all select s, k + 1 from numbers where k + 1 < ${DAYS * PLAYS_A_DAY}),
    plays as materialized (select ${figures()} from numbers)
    select ${GROUP}, hour_at_ms, sum(plays), sum(airtime_ms) from (
      select ${GROUP}, ${hour} as hour_at_ms, 1 as plays, min(${ends}, ${hour} + 3600000) - started_at_ms as airtime_ms
      from plays union all
      select ${GROUP}, ${hour} + 3600000, 0, ${ends} - (${hour} + 3600000) from plays where ${ends} > ${hour} + 3600000)
    group by ${GROUP}, hour_at_ms`;
}

function spansOf(screen: number): string {
  const own = `screen_id = '01930000-0000-7000-9000-' || substr('000000000000' || ${screen}, -12)`;
  const date = "date((hour_at_ms + 25200000) / 1000, 'unixepoch')";
  return `
    insert into play_day_totals (${GROUP}, civil_date, plays, airtime_ms)
    select ${GROUP}, ${date}, sum(plays), sum(airtime_ms) from play_totals where ${own} group by ${GROUP}, ${date};
    insert into play_month_totals (${GROUP}, civil_month, plays, airtime_ms)
    select ${GROUP}, substr(civil_date, 1, 7), sum(plays), sum(airtime_ms) from play_day_totals where ${own}
    group by ${GROUP}, substr(civil_date, 1, 7)`;
}

function named(columns: Record<string, string>): string {
  return Object.entries(columns)
    .map(([name, text]) => `${text} as ${name}`)
    .join(", ");
}

function open(file: string): Promise<sqlite3.Database> {
  return new Promise((resolve, reject) => {
    const db = new sqlite3.Database(file, (error) => (error ? reject(error) : resolve(db)));
  });
}

function exec(db: sqlite3.Database, text: string): Promise<void> {
  return new Promise((resolve, reject) => db.exec(text, (error) => (error ? reject(error) : resolve())));
}

function indexTexts(db: sqlite3.Database): Promise<Map<string, string>> {
  return new Promise((resolve, reject) => {
    db.all<{ name: string; sql: string }>("select name, sql from sqlite_master where type = 'index'", (error, rows) =>
      error ? reject(error) : resolve(new Map(rows.map(({ name, sql }) => [name, sql]))),
    );
  });
}
