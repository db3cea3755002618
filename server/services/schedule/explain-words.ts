import type { Locale, MessageParameters } from "../../messages/catalogue.ts";
import type { EntryLoss } from "./entry-standing.ts";
import { LOOK_AHEAD_DAYS } from "./entry-standing.ts";
import type { EntryLine, LayerLine } from "./explain-at.ts";
import type { ScreenExplanation } from "./explain-screen.ts";
import { languageName } from "./language-names.ts";
import { Speaker } from "./speaker.ts";

/** One layer in words; `lines` always has at least one. */
export interface LayerWords {
  readonly layer: LayerLine["layer"] | "fallback";
  readonly title: string;
  readonly lines: readonly string[];
}

export interface ExplainedWords {
  /** From override down to the fallback. */
  readonly layers: readonly LayerWords[];
  /** A line for each language of the place. */
  readonly languages: readonly string[];
}

/** Under this an entry is level with its share: a fraction of one item, and nothing anyone would see. */
const LEVEL_MS = 500;

/** Says an explanation in one language, times in the screen's zone. */
export function explainWords(locale: Locale, explained: ScreenExplanation): ExplainedWords {
  const speaker = new Speaker(locale, explained.place.timeZone);
  const layers = explained.layers.map((line) => ({
    layer: line.layer,
    title: speaker.t(`layer.${line.layer}`),
    lines: layerWords(speaker, explained, line),
  }));
  const under: LayerWords = {
    layer: "fallback",
    title: speaker.t("layer.fallback"),
    lines: [fallbackWords(speaker, explained)],
  };
  return {
    layers: [...layers, under],
    languages: explained.languages.map((line) => {
      const language = languageName(locale, explained.languageNames, line.language);
      const held = speaker.percent(line.heldPpm);
      return line.wantedPpm === null
        ? speaker.t("why.language-unset", { language, held })
        : speaker.t("why.language", { language, held, wanted: speaker.percent(line.wantedPpm) });
    }),
  };
}

function layerWords(speaker: Speaker, explained: ScreenExplanation, line: LayerLine): string[] {
  const { next } = line;
  // One that is merely shut is told once for its layer: as what comes next.
  const told = line.entries.filter(({ standing }) => next === null || !isShut(standing));
  const lines = told.map((entry) => entryWords(speaker, explained, line, entry));
  if (next !== null) {
    const time = speaker.moment(next.atMs, explained.atMs);
    return [speaker.t("why.none-until", { time, name: next.name }), ...lines];
  }
  return lines.length === 0 ? [speaker.t("why.none")] : lines;
}

function isShut({ kind }: EntryLine["standing"]): boolean {
  return kind === "not-open" || kind === "not-begun" || kind === "waits";
}

function entryWords(speaker: Speaker, explained: ScreenExplanation, layer: LayerLine, line: EntryLine): string {
  const sentence =
    line.hour === null ? standingWords(speaker, explained, layer, line) : lockedWords(speaker, explained, line);
  const limit = limitWords(speaker, line);
  return limit === null ? sentence : `${sentence}; ${limit}`;
}

function lockedWords(speaker: Speaker, explained: ScreenExplanation, line: EntryLine): string {
  const hour = line.hour ?? { showings: 0, wanted: 0, nextAtMs: null };
  const figures = { name: line.name, n: hour.showings, of: hour.wanted };
  if (line.standing.kind === "on-glass") return speaker.t("why.locked-now", figures);
  if (hour.nextAtMs === null) return speaker.t("why.locked-far", figures);
  const isToday = speaker.moment(hour.nextAtMs, explained.atMs) === speaker.clock(hour.nextAtMs);
  const time = isToday ? speaker.exactClock(hour.nextAtMs) : speaker.moment(hour.nextAtMs, explained.atMs);
  return speaker.t("why.locked", { ...figures, time });
}

function standingWords(speaker: Speaker, explained: ScreenExplanation, layer: LayerLine, line: EntryLine): string {
  const { standing, name } = line;
  if (standing.kind === "on-glass") return onGlassWords(speaker, explained, layer, line);
  if (standing.kind === "yields") {
    return standing.nextAtMs === null
      ? speaker.t("why.yields-far", { name })
      : speaker.t("why.yields", { name, time: speaker.moment(standing.nextAtMs, explained.atMs) });
  }
  return lossWords(speaker, explained, name, standing);
}

function onGlassWords(speaker: Speaker, explained: ScreenExplanation, layer: LayerLine, line: EntryLine): string {
  const { name, share, standing } = line;
  if (standing.kind === "on-glass" && standing.sectionDueAtMs !== null) {
    return speaker.t("why.section", { name, time: speaker.clock(standing.sectionDueAtMs) });
  }
  const others = explained.layers.flatMap(({ entries }) =>
    entries.filter((other) => other.entryId !== line.entryId && other.share !== null),
  );
  const deviationMs = share?.deviationMs ?? 0;
  const figures = {
    name,
    share: speaker.percent(share?.wantedPpm ?? 1_000_000),
    length: speaker.length(Math.abs(deviationMs)),
    time: speaker.moment(explained.holdsUntilMs ?? explained.glass.endsAtMs, explained.atMs),
  };
  if (layer.layer === "override" || layer.layer === "takeover") {
    return speaker.t(others.length === 0 ? "why.alone" : "why.alone-but-locked", figures);
  }
  if (Math.abs(deviationMs) < LEVEL_MS || others.length === 0) return speaker.t("why.turn-even", figures);
  return speaker.t(deviationMs < 0 ? "why.turn-short" : "why.turn-over", figures);
}

function lossWords(speaker: Speaker, explained: ScreenExplanation, name: string, loss: EntryLoss): string {
  const time = (atMs: number) => speaker.moment(atMs, explained.atMs);
  const say = (key: Parameters<Speaker["t"]>[0], more: MessageParameters = {}) => speaker.t(key, { name, ...more });
  switch (loss.kind) {
    case "covered": {
      const by = explained.entryNames[loss.byEntryId] ?? "";
      const layer = speaker.t(`layer.${loss.byLayer}`).toLocaleLowerCase(speaker.locale);
      return loss.untilMs === null
        ? say("why.covered-long", { by, layer })
        : say("why.covered", { by, layer, time: time(loss.untilMs) });
    }
    case "not-begun":
      return loss.nextOpenAtMs === null
        ? say("why.not-begun", { date: speaker.date(loss.fromDate) })
        : say("why.not-begun-until", { time: time(loss.nextOpenAtMs) });
    case "ended":
      return say("why.ended", { date: speaker.date(loss.untilDate) });
    case "not-open":
      return loss.nextOpenAtMs === null
        ? say("why.never-open", { days: LOOK_AHEAD_DAYS })
        : say("why.not-open", { time: time(loss.nextOpenAtMs) });
    case "waits":
      return loss.nextAtMs === null ? say("why.waits-far") : say("why.waits", { time: time(loss.nextAtMs) });
    default:
      return say(`why.${loss.kind}`);
  }
}

function limitWords(speaker: Speaker, { share }: EntryLine): string | null {
  if (share === null || share.limit === null) return null;
  const claimed = speaker.percent(share.claimedPpm ?? 0);
  return speaker.t(`why.${share.limit}`, { claimed, share: speaker.percent(share.wantedPpm) });
}

function fallbackWords(speaker: Speaker, explained: ScreenExplanation): string {
  const { state, untilMs } = explained.fallback;
  if (state === "idle") return speaker.t("why.fallback-idle");
  return speaker.t(`why.fallback-${state}`, {
    time: speaker.moment(untilMs ?? explained.glass.endsAtMs, explained.atMs),
  });
}
