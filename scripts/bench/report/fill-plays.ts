import sqlite3 from "sqlite3";
import { DAYS, figureColumns, monthOfDay, PLAYS_A_DAY, SCREENS } from "./plays-sql.ts";

const ITEM = "edition_version_id, entry_id, outcome, panel";
const GROUP = `screen_id, ${ITEM}`;

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
  await exec(db, "create temp table heads (s integer primary key, head)");
  for (let day = 0; day < DAYS; day += 1) {
    await exec(db, recordsOf(day));
    if (day % 30 === 29) process.stdout.write(`  ${day + 1} days made\n`);
  }
  for (let screen = 0; screen < SCREENS; screen += 1) await exec(db, `${hoursOf(screen)};${spansOf(screen)}`);
  await new Promise<void>((resolve, reject) => db.close((error) => (error ? reject(error) : resolve())));
}

/** Columns of plays `s` and `k`. */
function figures(): string {
  return named(figureColumns((text) => `(${text})`, monthOfDay(`(k / ${PLAYS_A_DAY})`)));
}

/** What each record of a stretch says for itself, in its bytes: its hash, and digits after spaces. */
const SAID = `sha256 || printf('%9d%16d%11d%11d%11d%17d%16d', subject.number, k % 360, 10000, shown_ms, mono_ms,
  started_at_ms - 3, started_at_ms)`;

/**
 * A screen's day comes in as one batch, in stretches that end at midnight and with a boot. Hashes are random: what is derived
 * does not look at them, and what is archived must not compress better than real ones.
 */
function recordsOf(day: number): string {
  const from = day * PLAYS_A_DAY;
  return `
    create temp table made as
    with recursive screens(s) as (select 0 union all select s + 1 from screens where s + 1 < ${SCREENS}),
    numbers(k) as (select ${from} union all select k + 1 from numbers where k + 1 < ${from + PLAYS_A_DAY}),
    hashed as materialized (select s, k, randomblob(32) as sha256 from numbers, screens),
    linked as materialized (select s, k, sha256, lag(sha256) over (partition by s order by k) as before from hashed),
    told as materialized (select s, k, sha256, coalesce(before, head, zeroblob(32)) as before, ${figures()}
      from linked left join heads using (s)),
    dated as (select *, k / 5000 as run, (k % 5000) * 780000 + 41 as mono_ms,
      (started_at_ms + 25200000) / 86400000 as day from told)
    select *, max(started_at_ms) over (partition by s) + 60000 + s % 5 * 1000 as received_at_ms,
      row_number() over (partition by s, run, day order by k) as place from dated;
    insert or ignore into play_screens (screen_id) select distinct screen_id from made order by screen_id;
    insert or ignore into play_subjects (zone, kind, airing_sha256, edition_version_id, language, entry_id, clock, outcome,
      joined_late, panel)
    select distinct 'main', 'image', substr(replace(edition_version_id, '-', '') || '${"a".repeat(64)}', 1, 64),
      edition_version_id, 'vi', entry_id, 'anchored', outcome, 0, panel from made;
    insert or ignore into play_items (${ITEM}) select distinct ${ITEM} from made;
    insert into play_stretches (player, boot, first_seq, last_seq, screen, manifest_revision, loop_id, received_at_ms,
      from_started_ms, to_started_ms, from_mono_ms, to_mono_ms, prev_sha256, said)
    select s + 1, 1 + 2 * run, 1 + min(k) % 5000, 1 + max(k) % 5000, screen.number, 412, '0123456789abcdef', received_at_ms,
      min(started_at_ms), max(started_at_ms), min(mono_ms), max(mono_ms), max(case place when 1 then before end),
      cast(group_concat(cast(${SAID} as blob), '' order by k) as blob)
    from made join play_screens as screen using (screen_id) join play_subjects as subject using (edition_version_id,
      entry_id, outcome, panel)
    group by day, s, run;
    insert or replace into heads select s, sha256 from made where k = ${from + PLAYS_A_DAY - 1};
    drop table made`;
}

/** A showing counts in the hour it began; its airtime is split where it goes over. */
function hoursOf(screen: number): string {
  const ends = "started_at_ms + shown_ms";
  const hour = "started_at_ms / 3600000 * 3600000";
  return `
    insert into play_hour_sums (screen, hour_at_ms, item, plays, airtime_ms)
    with recursive numbers(s, k) as (
      select ${screen}, 0 union all select s, k + 1 from numbers where k + 1 < ${DAYS * PLAYS_A_DAY}),
    plays as materialized (select ${figures()} from numbers),
    parts as (
      select ${GROUP}, ${hour} as hour_at_ms, 1 as plays, min(${ends}, ${hour} + 3600000) - started_at_ms as airtime_ms
      from plays union all
      select ${GROUP}, ${hour} + 3600000, 0, ${ends} - (${hour} + 3600000) from plays where ${ends} > ${hour} + 3600000),
    hours as materialized (select ${GROUP}, hour_at_ms, sum(plays) as plays, sum(airtime_ms) as airtime_ms from parts
      group by ${GROUP}, hour_at_ms)
    select screen.number, hour_at_ms, item.number, plays, airtime_ms from hours join play_screens as screen using (screen_id)
    join play_items as item using (${ITEM}) order by 1, 2, 3`;
}

function spansOf(screen: number): string {
  const own = `screen = (select number from play_screens
    where screen_id = '01930000-0000-7000-9000-' || substr('000000000000' || ${screen}, -12))`;
  const date = "date((hour_at_ms + 25200000) / 1000, 'unixepoch')";
  return `
    insert into play_day_sums (screen, civil_date, item, plays, airtime_ms)
    select screen, ${date}, item, sum(plays), sum(airtime_ms) from play_hour_sums where ${own} group by 1, 2, 3;
    insert into play_month_sums (screen, civil_month, item, plays, airtime_ms)
    select screen, substr(civil_date, 1, 7), item, sum(plays), sum(airtime_ms) from play_day_sums where ${own}
    group by 1, 2, 3`;
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
