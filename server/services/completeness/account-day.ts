import type { PanelState } from "../../../schemas/play-record.ts";
import type { Span } from "../../../schemas/rules/daypart-windows.ts";
import {
  DAY_CAUSES,
  type DayAccount,
  type DayCause,
  OUTAGE_CAUSES,
  OUTAGE_MS,
  type Outage,
  type OutageCause,
} from "./day-account.ts";
import { intersectSpans, lengthOfSpans, spanSet, subtractSpans } from "./span-sets.ts";

/** A stretch in which something was on the glass. */
export interface ShownStretch {
  readonly fromMs: number;
  readonly toMs: number;
  readonly panel: PanelState;
}

/** What a player told of itself, and kept telling. */
export interface ToldStretch {
  readonly fromMs: number;
  readonly toMs: number;
  readonly panel: PanelState;
  readonly hasManifest: boolean;
  /** Whether it could show what it should: its page is there, and so are the items. */
  readonly isAble: boolean;
}

/** A sign that a boot of a player was running; a boot may have many, and all of them together say from when until when. */
export interface RunningBoot {
  readonly player: number;
  readonly boot: number;
  readonly startedAtMs: number;
  readonly lastAtMs: number;
}

/** A player's service of the screen. */
export interface Service {
  readonly fromMs: number;
  readonly toMs: number;
  /** Up to here its whole log has arrived. */
  readonly logUntilMs: number;
}

/** All that is known of one day of one screen. Spans may reach over both ends, overlap, and come in any order. */
export interface DayEvidence {
  readonly day: Span;
  /** Nothing later is known. */
  readonly untilMs: number;
  /** When people are served. */
  readonly open: readonly Span[];
  readonly shown: readonly ShownStretch[];
  readonly told: readonly ToldStretch[];
  readonly boots: readonly RunningBoot[];
  /** Between the records on both sides of records that were lost. */
  readonly lost: readonly Span[];
  readonly services: readonly Service[];
  /** null: no manifest was ever made for the screen. */
  readonly firstManifestAtMs: number | null;
  /** When the manifest in force showed nothing but the slate, as far as anybody looked. */
  readonly unplanned: readonly Span[];
  readonly blackouts: readonly Span[];
}

/** Puts every millisecond of the day down to exactly one cause, the first in the order of `DAY_CAUSES` that holds. */
export function accountDay(evidence: DayEvidence): DayAccount {
  const [fromMs, toMs] = evidence.day;
  const day = spanSet([evidence.day]);
  const open = intersectSpans(spanSet(evidence.open), day);
  const parts = new Map<DayCause, Span[]>();
  let left = day;
  for (const [cause, spans] of causesOf(evidence, day, open)) {
    const claimed = spanSet(spans);
    parts.set(cause, intersectSpans(left, claimed));
    left = subtractSpans(left, claimed);
  }
  parts.set("unexplained", left);
  const partOf = (cause: DayCause): Span[] => parts.get(cause) ?? [];
  const inHours = (cause: DayCause): number => lengthOfSpans(intersectSpans(partOf(cause), open));
  return {
    fromMs,
    toMs,
    ms: Object.fromEntries(DAY_CAUSES.map((cause) => [cause, lengthOfSpans(partOf(cause))])) as DayAccount["ms"],
    inHours: {
      openMs: lengthOfSpans(open),
      shownMs: inHours("shown"),
      panelUnknownMs: inHours("panel-unknown"),
      notYetKnownMs: inHours("not-yet-known"),
    },
    outages: outagesIn(
      evidence.day,
      OUTAGE_CAUSES.map((cause) => [cause, intersectSpans(partOf(cause), open)]),
    ),
  };
}

/** What claims which instants, the strongest first; what nothing claims is unexplained. */
function causesOf(evidence: DayEvidence, day: readonly Span[], open: readonly Span[]): [DayCause, Span[]][] {
  const { shown, told } = evidence;
  const shownOn = (panel: PanelState) => shown.flatMap((one): Span[] => (one.panel === panel ? [spanOf(one)] : []));
  const toldOf = (holds: (one: ToldStretch) => boolean) =>
    told.flatMap((one): Span[] => (holds(one) ? [spanOf(one)] : []));
  const unlit = spanSet(shownOn("off"));
  return [
    ["shown", shownOn("on")],
    ["panel-unknown", shownOn("unknown")],
    // What was shown on a dark panel is known, however much of the log is still to come.
    ["not-yet-known", subtractSpans(notYetKnown(evidence), unlit)],
    ["outside-hours", subtractSpans(day, open)],
    ["blackout", [...evidence.blackouts]],
    ["power", withoutBoot(evidence.boots)],
    ["panel-off", [...unlit, ...toldOf(({ panel }) => panel === "off")]],
    ["no-manifest", [...unserved(evidence), ...evidence.unplanned, ...toldOf(({ hasManifest }) => !hasManifest)]],
    ["fault", [...evidence.lost, ...toldOf(({ isAble }) => !isAble)]],
  ];
}

const spanOf = ({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }): Span => [fromMs, toMs];

/** What is to come, and what a player that serves the screen has not told yet. */
function notYetKnown({ day, untilMs, services }: DayEvidence): Span[] {
  const untold = services.map(({ fromMs, toMs, logUntilMs }): Span => [Math.max(fromMs, logUntilMs), toMs]);
  return spanSet([[untilMs, Math.max(untilMs, day[1])], ...untold]);
}

/** Between the last sign of one boot and the start of the player's next; nothing is said of what no boot follows. */
function withoutBoot(signs: readonly RunningBoot[]): Span[] {
  const boots = new Map<string, RunningBoot>();
  for (const sign of signs) {
    const name = `${sign.player} ${sign.boot}`;
    const known = boots.get(name) ?? sign;
    const startedAtMs = Math.min(known.startedAtMs, sign.startedAtMs);
    boots.set(name, { ...sign, startedAtMs, lastAtMs: Math.max(known.lastAtMs, sign.lastAtMs) });
  }
  const ordered = [...boots.values()].sort((one, other) => one.player - other.player || one.boot - other.boot);
  const dark: Span[] = [];
  let lastAtMs = 0;
  for (const [index, next] of ordered.entries()) {
    const isFirst = ordered[index - 1]?.player !== next.player;
    if (!isFirst && next.startedAtMs > lastAtMs) dark.push([lastAtMs, next.startedAtMs]);
    lastAtMs = isFirst ? next.lastAtMs : Math.max(lastAtMs, next.lastAtMs);
  }
  return dark;
}

/** Before the first manifest, and while nobody served the screen. */
function unserved({ day, services, firstManifestAtMs }: DayEvidence): Span[] {
  const [fromMs, toMs] = day;
  const alone = subtractSpans(spanSet([day]), spanSet(services.map(spanOf)));
  return [...alone, [fromMs, Math.min(toMs, firstManifestAtMs ?? toMs)]];
}

function outagesIn([dayFromMs, dayToMs]: Span, parts: readonly (readonly [OutageCause, readonly Span[]])[]): Outage[] {
  return spanSet(parts.flatMap(([, spans]) => spans))
    .filter(([fromMs, toMs]) => toMs - fromMs > OUTAGE_MS || fromMs === dayFromMs || toMs === dayToMs)
    .map(([fromMs, toMs]) => {
      const causes: Outage["causes"] = {};
      for (const [cause, spans] of parts) {
        const ms = lengthOfSpans(intersectSpans([[fromMs, toMs]], spans));
        if (ms > 0) causes[cause] = ms;
      }
      return { fromMs, toMs, causes };
    });
}
