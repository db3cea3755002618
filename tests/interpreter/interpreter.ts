import { admissibleFarAhead, admissibleItems } from "./admissible.ts";
import { Openings } from "./opening.ts";
import { reachesScreen } from "./place.ts";
import type { EntryRow, ItemRow, Rows, ScreenRow } from "./rows.ts";

/** What the rows say of one screen at one instant. */
export interface Reading {
  /** Which layer has the glass; `shared`: campaigns and base together; `nothing`: the slate. */
  readonly layer: "override" | "takeover" | "shared" | "nothing";
  /** Airing documents that may be shown, by entry. */
  readonly winners: ReadonlyMap<string, ReadonlySet<string>>;
  /** Longest of them. */
  readonly longestMs: number;
}

/** What a player says it shows. */
export type Shown =
  | { readonly kind: "slate" }
  | {
      readonly kind: "item";
      readonly entryId: string;
      readonly airingSha256: string;
      readonly startedAtMs: number;
    };

/** A section at one of its times, and by when it must be over. */
interface Section {
  readonly entry: EntryRow;
  readonly dueAtMs: number;
  readonly exact: boolean;
  readonly overMs: number;
}

/** So far a plan follows each item to the millisecond; further on it may keep to those that stay for four weeks. */
const NEAR_MS = 14 * 86_400_000;
const FLEETING_MS = 28 * 86_400_000;

const NOTHING: Reading = { layer: "nothing", winners: new Map(), longestMs: 0 };

/**
 * A slow reading of the schedule's rows for one screen, instant by instant. It knows no manifest, no loop and no rule of
 * the product: what it says is what the words of the schedule say.
 */
export class Interpreter {
  readonly openings: Openings;
  readonly #rows: Rows;
  readonly #screen: ScreenRow;
  readonly #entries: readonly EntryRow[];
  readonly #items: ReadonlyMap<string, ItemRow>;
  readonly #longestMs: number;
  readonly #madeAtMs: number;
  readonly #sections = new Map<number, readonly Section[]>();

  /** `madeAtMs`: the first instant of the plan that is asked about; far from it a plan may be coarser. */
  constructor(rows: Rows, screenId: string, madeAtMs: number) {
    this.#madeAtMs = madeAtMs;
    const screen = rows.screens.get(screenId);
    if (screen === undefined) throw new Error(`No row for screen ${screenId}.`);
    this.#rows = rows;
    this.#screen = screen;
    this.openings = new Openings(rows, screen);
    this.#entries = rows.entries.filter((entry) => reachesScreen(entry, screen));
    this.#items = new Map([...rows.items.values()].flat().map((item) => [item.airingSha256, item]));
    this.#longestMs = Math.max(0, ...[...this.#items.values()].map(({ durationMs }) => durationMs));
  }

  /** Who has the glass, sections aside. */
  readAt(atMs: number): Reading {
    const open = this.#entries.filter((entry) => entry.claim?.kind !== "pinned" && this.openings.isOpen(entry, atMs));
    const able = open.filter((entry) => this.#itemsOf(entry, atMs).length > 0);
    const override = newest(able.filter(({ layer }) => layer === "override"));
    if (override !== undefined) return this.#reading("override", [override], atMs);
    const takeover = newest(able.filter(({ layer }) => layer === "takeover"));
    if (takeover !== undefined) {
      const locked = able.filter(({ lock }) => lock !== null);
      return this.#reading("takeover", [takeover, ...locked], atMs);
    }
    return able.length === 0 ? NOTHING : this.#reading("shared", able, atMs);
  }

  /** Why the player may not show this at that instant; null when it may. */
  objection(atMs: number, shown: Shown): string | null {
    const reading = this.readAt(atMs);
    if (shown.kind === "slate") return objectionToSlate(reading);
    const item = this.#items.get(shown.airingSha256);
    if (item === undefined) return "shows what nobody approved";
    if (!isValidAt(item, atMs)) return "shows an item outside its validity";
    if (this.#isOfSection(atMs, shown)) return null;
    if (this.#isOf(reading, shown, atMs)) {
      return this.#keepsSectionWaiting(atMs, shown, reading) ? "keeps a section waiting" : null;
    }
    if (this.#mayRunOver(atMs, shown, reading)) return null;
    if (reading.layer === "nothing") return "shows a closed entry";
    const standing = reading.winners.has(shown.entryId) ? "an item that may not be shown here" : "an entry that lost";
    return `shows ${standing}; ${reading.layer} has the glass`;
  }

  /**
   * Entries that must be seen somewhere in a stretch of hours without a boundary: who has the glass alone, whatever is
   * locked, and campaigns with a share; but none for whom those above it have locked the whole glass.
   */
  mustBeSeen(atMs: number): string[] {
    const { layer, winners } = this.readAt(atMs);
    const entries = this.#entries.filter(({ id }) => winners.has(id));
    const lockedPpm = (...locks: EntryRow["lock"][]) =>
      entries.reduce(
        (sum, { lock, claim }) => sum + (locks.includes(lock) && claim?.kind === "share" ? claim.sharePpm : 0),
        0,
      );
    const aboveProvincePpm = lockedPpm("ministry");
    const abovePpm = lockedPpm("ministry", "province");
    const hasRoom = ({ lock }: EntryRow) =>
      lock === "ministry" || (lock === "province" ? aboveProvincePpm : abovePpm) < 1_000_000;
    return entries
      .filter((entry) => (entry.layer === layer || entry.claim?.kind === "share") && hasRoom(entry))
      .map(({ id }) => id);
  }

  /** Every instant of `[fromMs, toMs)` at which the answer may change. */
  boundaries(fromMs: number, toMs: number): number[] {
    const found = new Set<number>();
    const first = this.openings.clock.dayAt(fromMs) - 1;
    const last = this.openings.clock.dayAt(toMs);
    for (let day = first; day <= last; day += 1) {
      found.add(this.openings.clock.instant(day, 0));
      for (const entry of this.#entries) {
        const starting = entry.claim?.kind === "pinned" ? [] : this.openings.startingOn(entry, day);
        for (const opening of starting) found.add(opening.fromMs).add(opening.toMs);
        for (const pinMs of this.openings.pinsOn(entry, day)) found.add(pinMs);
      }
    }
    for (const { notBeforeMs, notAfterMs } of this.#items.values()) found.add(notBeforeMs ?? 0).add(notAfterMs ?? 0);
    return [...found].filter((atMs) => fromMs <= atMs && atMs < toMs).sort((one, other) => one - other);
  }

  #reading(layer: Reading["layer"], entries: readonly EntryRow[], atMs: number): Reading {
    const items = entries.map((entry) => [entry.id, this.#itemsOf(entry, atMs)] as const);
    const winners = new Map(items.map(([id, list]) => [id, new Set(list.map((item) => item.airingSha256))]));
    const longestMs = Math.max(0, ...items.flatMap(([, list]) => list.map(({ durationMs }) => durationMs)));
    return { layer, winners, longestMs };
  }

  #itemsOf(entry: EntryRow, atMs: number): ItemRow[] {
    return admissibleItems(this.#rows, this.#screen, entry, atMs);
  }

  /** Whether an entry that has the glass shows one of its items: far ahead, one that would stand in for a fleeting one. */
  #isOf(reading: Reading, { entryId, airingSha256 }: Shown & { kind: "item" }, atMs: number): boolean {
    const items = reading.winners.get(entryId);
    const entry = this.#entries.find(({ id }) => id === entryId);
    if (items === undefined || entry === undefined) return false;
    if (items.has(airingSha256)) return true;
    if (atMs < this.#madeAtMs + NEAR_MS) return false;
    const ahead = admissibleFarAhead(this.#rows, this.#screen, entry, atMs, FLEETING_MS);
    return [...ahead].some((item) => item.airingSha256 === airingSha256);
  }

  /** An item that began while its entry had the glass may end, unless the boundary is one of those that cut. */
  #mayRunOver(atMs: number, shown: Shown & { kind: "item" }, reading: Reading): boolean {
    const { startedAtMs, entryId } = shown;
    const before = this.readAt(startedAtMs);
    if (startedAtMs >= atMs || before.layer !== "shared" || reading.layer !== "shared") return false;
    const entry = this.#entries.find(({ id }) => id === entryId);
    if (entry?.hours.kind === "operating" && !this.openings.isOpen(entry, atMs)) return false;
    return this.#isOf(before, shown, startedAtMs);
  }

  /** Whether the item belongs to a section that may still be running. */
  #isOfSection(atMs: number, shown: Shown & { kind: "item" }): boolean {
    return this.#sectionsNear(atMs).some(
      ({ entry, dueAtMs, overMs }) =>
        entry.id === shown.entryId &&
        dueAtMs <= atMs &&
        atMs < overMs &&
        this.#itemsOf(entry, dueAtMs).some(({ airingSha256 }) => airingSha256 === shown.airingSha256),
    );
  }

  /** A section that was due before this item began should be on, unless one before it still is, or locked shares are. */
  #keepsSectionWaiting(atMs: number, shown: Shown & { kind: "item" }, { layer }: Reading): boolean {
    if (layer !== "shared" || this.#entries.find(({ id }) => id === shown.entryId)?.lock !== null) return false;
    const near = this.#sectionsNear(atMs);
    return near.some((section) => {
      const { entry, dueAtMs, exact } = section;
      const isDue = dueAtMs <= shown.startedAtMs || (exact && dueAtMs <= atMs);
      const isAlone = near.every((one) => one === section || one.overMs <= dueAtMs || one.dueAtMs > atMs);
      return (
        isDue && isAlone && this.readAt(dueAtMs).layer === "shared" && atMs - dueAtMs < this.#leastMs(entry, dueAtMs)
      );
    });
  }

  /** Shortest that a section can be: its shortest item once, if all its items last that long. */
  #leastMs(entry: EntryRow, dueAtMs: number): number {
    const items = this.#itemsOf(entry, dueAtMs);
    const lasts = (item: ItemRow) => isValidAt(item, dueAtMs + 3_600_000);
    return items.length > 0 && items.every(lasts) ? Math.min(...items.map(({ durationMs }) => durationMs)) : 0;
  }

  /** Sections that were due on the date of an instant or the one before, one after the other. */
  #sectionsNear(atMs: number): readonly Section[] {
    const today = this.openings.clock.dayAt(atMs);
    let sections = this.#sections.get(today);
    if (sections === undefined) {
      sections = this.#inTurn(today);
      this.#sections.set(today, sections);
    }
    return sections;
  }

  #inTurn(today: number): Section[] {
    const pins = this.#entries.flatMap((entry) =>
      [today - 1, today].flatMap((day) => this.openings.pinsOn(entry, day).map((dueAtMs) => ({ entry, dueAtMs }))),
    );
    const sections: Section[] = [];
    for (const { entry, dueAtMs } of pins.sort((one, other) => one.dueAtMs - other.dueAtMs)) {
      const before = sections.at(-1)?.overMs ?? dueAtMs;
      const beginsByMs = Math.max(before, dueAtMs) + this.#longestMs;
      const exact = entry.claim?.kind === "pinned" && entry.claim.exact;
      sections.push({ entry, dueAtMs, exact, overMs: beginsByMs + this.#mostMs(entry, dueAtMs) });
    }
    return sections;
  }

  /** Longest that a section can be: every item it may show, stretched by the locked shares that keep theirs within it. */
  #mostMs(entry: EntryRow, dueAtMs: number): number {
    const onceMs = this.#itemsOf(entry, dueAtMs).reduce((sum, { durationMs }) => sum + durationMs, 0);
    const lockedPpm = this.#entries.reduce(
      (sum, { lock, claim }) => sum + (lock !== null && claim?.kind === "share" ? claim.sharePpm : 0),
      0,
    );
    const leftPpm = Math.max(50_000, 1_000_000 - lockedPpm);
    return (onceMs * 1_000_000) / leftPpm + 2 * this.#longestMs;
  }
}

/** The one that began last has the glass; of two that began on the same date, the one with the higher id. */
function newest(entries: readonly EntryRow[]): EntryRow | undefined {
  const order = (entry: EntryRow) => `${entry.fromDate} ${entry.id}`;
  return entries.reduce<EntryRow | undefined>(
    (best, entry) => (best === undefined || order(entry) > order(best) ? entry : best),
    undefined,
  );
}

function objectionToSlate({ layer }: Reading): string | null {
  return layer === "nothing" ? null : `shows nothing; ${layer} has the glass`;
}

function isValidAt(item: ItemRow, atMs: number): boolean {
  return (item.notBeforeMs ?? 0) <= atMs && (item.notAfterMs === null || atMs < item.notAfterMs);
}
