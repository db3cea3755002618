import { type Selectable, sql } from "kysely";
import type { Database } from "../../context.ts";
import { jsonRows } from "../json-rows.ts";
import type { Tables } from "../tables.ts";
import { PACKED_PLAY, PACKED_PLAY_BYTES, SHA256_BYTES } from "./packed-play.ts";
import type { PlayRow } from "./play-log.ts";

/** A stretch of records as it is stored. */
export type StoredStretch = Selectable<Tables["play_stretches"]>;

type Subject = Omit<Selectable<Tables["play_subjects"]>, "number">;

const { subject, slot_index, planned_ms, shown_ms, started_mono_ms, started_wall_ms, started_at_ms } = PACKED_PLAY;

/** Takes stretches apart, and remembers as long as it lives what their numbers stand for. */
export class StretchReader {
  readonly #db: Database;
  readonly #subjects = new Map<number, Subject>();
  readonly #screens = new Map<number, string>();

  constructor(db: Database) {
    this.#db = db;
  }

  /** Every record of these stretches, in their order. */
  async readAll(stretches: readonly StoredStretch[]): Promise<PlayRow[]> {
    const texts = stretches.map(({ said }) => Buffer.from(said));
    await this.#learn(stretches, texts);
    return stretches.flatMap((stretch, index) => this.#recordsOf(stretch, texts[index] ?? Buffer.alloc(0)));
  }

  async #learn(stretches: readonly StoredStretch[], texts: readonly Buffer[]): Promise<void> {
    const subjects = new Set<number>();
    for (const bytes of texts) {
      for (let at = 0; at < bytes.length; at += PACKED_PLAY_BYTES) subjects.add(numberAt(bytes, at, subject));
    }
    const unknown = [...subjects].filter((number) => !this.#subjects.has(number));
    const screens = [...new Set(stretches.map(({ screen }) => screen))].filter((number) => !this.#screens.has(number));
    if (unknown.length > 0) {
      const { rows } = await sql<Selectable<Tables["play_subjects"]>>`select named.* from ${asked(this.#db, unknown)}
        join play_subjects as named on named.number = asked.number`.execute(this.#db);
      for (const { number, ...says } of rows) this.#subjects.set(number, says);
    }
    if (screens.length > 0) {
      const { rows } = await sql<{ number: number; screen_id: string }>`select named.number, named.screen_id
        from ${asked(this.#db, screens)} join play_screens as named on named.number = asked.number`.execute(this.#db);
      for (const { number, screen_id } of rows) this.#screens.set(number, screen_id);
    }
  }

  #recordsOf(stretch: StoredStretch, bytes: Buffer): PlayRow[] {
    const screen_id = this.#screens.get(stretch.screen);
    const { player, boot, first_seq, manifest_revision, loop_id, received_at_ms } = stretch;
    const rows: PlayRow[] = [];
    let prev_sha256 = Buffer.from(stretch.prev_sha256).toString("hex");
    for (let at = 0; at < bytes.length; at += PACKED_PLAY_BYTES) {
      const says = this.#subjects.get(numberAt(bytes, at, subject));
      if (says === undefined || screen_id === undefined) {
        throw new Error(`A record of player ${player} names what is not known: boot ${boot}, from ${first_seq}.`);
      }
      const sha256 = bytes.toString("hex", at, at + SHA256_BYTES);
      rows.push({
        player,
        boot,
        seq: first_seq + rows.length,
        screen_id,
        sha256,
        prev_sha256,
        zone: says.zone,
        kind: says.kind,
        airing_sha256: says.airing_sha256,
        edition_version_id: says.edition_version_id,
        language: says.language,
        entry_id: says.entry_id,
        manifest_revision,
        loop_id,
        slot_index: numberAt(bytes, at, slot_index),
        planned_ms: numberAt(bytes, at, planned_ms),
        shown_ms: numberAt(bytes, at, shown_ms),
        started_mono_ms: numberAt(bytes, at, started_mono_ms),
        started_wall_ms: numberAt(bytes, at, started_wall_ms),
        started_at_ms: numberAt(bytes, at, started_at_ms),
        clock: says.clock,
        outcome: says.outcome,
        joined_late: says.joined_late,
        panel: says.panel,
        received_at_ms,
      });
      prev_sha256 = sha256;
    }
    return rows;
  }
}

function asked(db: Database, numbers: readonly number[]) {
  return jsonRows(
    db,
    "asked",
    { number: "bigint" },
    numbers.map((number) => ({ number })),
  );
}

const SPACE = 0x20;
const MINUS = 0x2d;
const ZERO = 0x30;

function numberAt(bytes: Buffer, from: number, { at, width }: { readonly at: number; readonly width: number }): number {
  let number = 0;
  let isNegative = false;
  for (let place = from + at; place < from + at + width; place += 1) {
    const code = bytes[place] ?? SPACE;
    if (code === SPACE) continue;
    if (code === MINUS) isNegative = true;
    else number = number * 10 + (code - ZERO);
  }
  return isNegative ? -number : number;
}
