import type { PlayKey, PlayRecord } from "../../schemas/play-record.ts";
import { recordSha256 } from "../../schemas/trust/record-chain.ts";
import { type PlayerRow, RecordRow } from "./bundle-shapes.ts";
import { compareKeys, type SignedHead } from "./check-heads.ts";
import type { Told } from "./findings.ts";
import { type Bundle, placeOf, readRows, sha256 } from "./read-files.ts";
import { type AnchorsByBoot, isPossibleStart } from "./start-times.ts";

interface Link extends PlayKey {
  readonly sha256: string;
  readonly row: number;
}

/** What was met in one player's log. */
export interface CheckedLog {
  readonly records: number;
  readonly batches: number;
  /** Records that the player itself told as lost. */
  readonly lost: number;
}

/**
 * Follows a player's records along their chain and holds each against what the player signed, the clock anchors and the
 * screens it served. Every record that can be read at all goes to `take`.
 */
export async function checkRecords(
  bundle: Bundle,
  player: PlayerRow,
  heads: readonly SignedHead[],
  anchors: AnchorsByBoot,
  take: (row: RecordRow) => void,
): Promise<CheckedLog> {
  const log = new PlayerLog(bundle, player, heads);
  let records = 0;
  for await (const { number, row } of readRows(bundle, log.file, RecordRow, nameRecord)) {
    if (row === null) {
      log.skip();
      continue;
    }
    records += 1;
    log.follow(row.record, number);
    if (!isPossibleStart(row.record, anchors, row.startedAtMs)) log.tell(number, row.record, WRONG_START);
    if (screenAt(player, row.startedAtMs) !== row.screenId) log.tell(number, row.record, WRONG_SCREEN);
    take(row);
  }
  log.end();
  return { records, batches: log.batches, lost: log.lost };
}

const WRONG_START: Told = {
  vi: "thời điểm bắt đầu không tính ra được từ các mốc đồng hồ",
  en: "its start does not follow from the clock anchors",
};
const WRONG_SCREEN: Told = {
  vi: "lúc đó thiết bị không phục vụ màn hình này",
  en: "the player did not serve this screen then",
};

function screenAt({ screens }: PlayerRow, atMs: number): string | undefined {
  const served = screens.find(({ fromMs, toMs }) => fromMs <= atMs && (toMs === null || atMs < toMs));
  return (served ?? screens.at(-1))?.screenId;
}

class PlayerLog {
  readonly file: string;
  batches = 0;
  lost = 0;
  readonly #bundle: Bundle;
  readonly #player: PlayerRow;
  readonly #heads: readonly SignedHead[];
  #next = 0;
  /** null before the first record, and after one that could not be read. */
  #before: Link | null = null;
  #lastKey: PlayKey | null = null;

  constructor(bundle: Bundle, player: PlayerRow, heads: readonly SignedHead[]) {
    this.file = `players/${player.player}/records.jsonl`;
    this.#bundle = bundle;
    this.#player = player;
    this.#heads = heads;
  }

  tell(row: number, key: PlayKey, what: Told): void {
    const where = placeOf(this.file, row, nameOf(this.#player.player, key));
    this.#bundle.findings.tell({ file: this.file, row, where, what });
  }

  skip(): void {
    this.#before = null;
  }

  follow(record: PlayRecord, row: number): void {
    const { player } = this.#player;
    if (record.player !== player) this.tell(row, record, { vi: "thuộc thiết bị khác", en: "it is another player's" });
    const link = { boot: record.boot, seq: record.seq, sha256: recordSha256(record, sha256), row };
    const order = this.#lastKey === null ? 1 : compareKeys(link, this.#lastKey);
    if (order <= 0) {
      this.tell(row, link, order === 0 ? TWICE : OUT_OF_ORDER);
      this.#before = null;
      return;
    }
    this.#passHeads(link);
    if (this.#before !== null) this.#join(this.#before, record, row);
    this.#before = link;
    this.#lastKey = link;
    const head = this.#heads[this.#next];
    if (head === undefined || compareKeys(head.last, link) !== 0) return;
    this.#next += 1;
    this.batches += 1;
    if (head.headSha256 !== link.sha256) this.tell(row, link, NOT_AS_SIGNED);
  }

  end(): void {
    this.#passHeads(null);
    const signed = this.#heads.at(-1)?.last ?? { boot: 0, seq: 0 };
    if (this.#lastKey === null || compareKeys(this.#lastKey, signed) <= 0) return;
    const { boot, seq } = signed;
    this.#bundle.findings.tellFile(this.file, {
      vi: `các bản ghi sau lần bật ${boot}, số ${seq} không nằm dưới chữ ký nào của thiết bị`,
      en: `the records after boot ${boot}, seq ${seq} are under no signature of the player`,
    });
  }

  /** Heads whose last record should have come before this one: it is not there. */
  #passHeads(key: PlayKey | null): void {
    for (let head = this.#heads[this.#next]; head !== undefined; head = this.#heads[this.#next]) {
      if (key !== null && compareKeys(head.last, key) >= 0) return;
      this.#next += 1;
      const { vi, en } = nameOf(this.#player.player, head.last);
      const what = { vi: `thiếu ${vi} mà thiết bị đã ký`, en: `${en}, which the player signed, is missing` };
      this.#bundle.findings.tellFile(this.file, what);
    }
  }

  /** The record must name the one before, or a hole that the player told and signed must lie between. */
  #join(before: Link, record: PlayRecord, row: number): void {
    let at: { readonly boot: number; readonly seq: number; readonly sha256: string } = before;
    for (const { prevSha256, headSha256, to, count } of this.#heads[this.#next]?.gaps ?? []) {
      if (prevSha256 !== at.sha256) continue;
      at = { ...to, sha256: headSha256 };
      this.lost += count;
    }
    const isNext = record.boot === at.boot ? record.seq === at.seq + 1 : record.boot > at.boot && record.seq === 1;
    if (!isNext) {
      const { boot, seq } = at;
      this.tell(row, record, {
        vi: `thiếu bản ghi giữa lần bật ${boot}, số ${seq} và bản ghi này`,
        en: `records are missing between boot ${boot}, seq ${seq} and this one`,
      });
    } else if (record.prevSha256 !== at.sha256) {
      const { vi, en } = nameOf(this.#player.player, record);
      this.tell(before.row, before, {
        vi: `không phải bản ghi mà ${vi} nối tiếp: một trong hai đã bị sửa`,
        en: `it is not the record that ${en} follows: one of the two was altered`,
      });
    }
  }
}

const TWICE: Told = { vi: "bản ghi xuất hiện hai lần", en: "the record stands twice" };
const OUT_OF_ORDER: Told = { vi: "bản ghi sai thứ tự", en: "the record is out of order" };
const NOT_AS_SIGNED: Told = {
  vi: "không phải bản ghi mà thiết bị đã ký: bản ghi này hoặc một bản ghi trước nó trong lô đã bị sửa",
  en: "it is not the record that the player signed: it or one before it in its batch was altered",
};

function nameRecord(row: unknown): Told | null {
  const shape = RecordRow.shape.record.pick({ player: true, boot: true, seq: true }).loose();
  const parsed = RecordRow.pick({}).loose().extend({ record: shape }).safeParse(row);
  if (!parsed.success) return null;
  return nameOf(parsed.data.record.player, parsed.data.record);
}

function nameOf(player: number, { boot, seq }: PlayKey): Told {
  return {
    vi: `bản ghi thiết bị ${player}, lần bật ${boot}, số ${seq}`,
    en: `record player ${player}, boot ${boot}, seq ${seq}`,
  };
}
