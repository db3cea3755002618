import { civilAt } from "../../../schemas/rules/zoned-time.ts";
import type { ScheduleDiff } from "../../services/schedule/diff-schedule.ts";
import { diffWords } from "../../services/schedule/diff-words.ts";
import { HOME_ZONE, momentOf, numberOf, timeOf } from "../parts/format.ts";
import { Section } from "../parts/section.tsx";
import type { View } from "../view.ts";

/** What publishing now would change, and the button that names it; null: too many screens to have compared. */
export function PublishBar(props: {
  view: View;
  diff: ScheduleDiff | null;
  screens: number;
  hasUnpublished: boolean;
  /** Clashes, holes and all else to decide; null: not looked for. */
  toDecide: number | null;
  wholeHref: string;
}) {
  const { view, diff } = props;
  const { t } = view;
  const nothing = diff === null ? !props.hasUnpublished : diff.groups.length === 0 && !props.hasUnpublished;
  if (nothing) return <p>{t("schedule-page.publish-nothing")}</p>;
  const n = diff?.screensChanged ?? null;
  return (
    <>
      <p>
        {diff === null
          ? t("schedule-page.publish-many", { m: numberOf(view, props.screens) })
          : changeWords(view, diff)}{" "}
        {props.toDecide === null || props.toDecide === 0 ? null : (
          <a href="#decide">
            <b>{t("schedule-page.publish-problems", { n: props.toDecide })}</b>
          </a>
        )}
      </p>
      <a class="button" href={diff === null ? `${props.wholeHref}#changes` : "#changes"}>
        {t("publish-bar.see")}
      </a>
      <form method="post" action="/schedule/publish" class="inline-form">
        <button type="submit" class="button button-main">
          {n === null || n === 0 ? t("schedule-page.publish") : t("publish-bar.publish", { n })}
        </button>
      </form>
    </>
  );
}

/** `Phát hành sẽ đổi 3 màn hình từ 12:00 hôm nay: thêm 2 lịch, sửa 1.` */
function changeWords(view: View, diff: ScheduleDiff) {
  const { t } = view;
  const counts = countEntries(diff);
  const parts = (["added", "changed", "removed"] as const).flatMap((kind) =>
    counts[kind] > 0 ? [t(`publish-bar.${kind}`, { n: counts[kind] })] : [],
  );
  const figures = { n: diff.screensChanged, of: diff.screensInUse };
  const lead =
    diff.screensChanged === 0
      ? t("publish-bar.unseen")
      : diff.firstChangeAtMs === null
        ? t("publish-bar.later", figures)
        : t("publish-bar.will", { ...figures, time: momentWords(view, diff.firstChangeAtMs) });
  return parts.length === 0 ? `${lead}.` : `${lead}: ${parts.join(", ")}.`;
}

function momentWords(view: View, atMs: number): string {
  const { t } = view;
  if (atMs <= view.nowMs + 60_000) return t("publish-bar.at-once");
  const isToday = civilAt(atMs, HOME_ZONE).date === civilAt(view.nowMs, HOME_ZONE).date;
  return isToday ? t("publish-bar.today", { time: timeOf(atMs) }) : momentOf(view, atMs);
}

/** Entries that come, go, or have another airtime than before, each counted once over all screens. */
function countEntries(diff: ScheduleDiff): { added: number; removed: number; changed: number } {
  const added = new Set(diff.groups.flatMap((group) => group.diff.entriesAdded));
  const removed = new Set(diff.groups.flatMap((group) => group.diff.entriesRemoved));
  const changed = new Set(
    diff.groups.flatMap((group) =>
      group.diff.airtime.flatMap(({ subject }) =>
        subject.kind === "entry" && !added.has(subject.entryId) && !removed.has(subject.entryId)
          ? [subject.entryId]
          : [],
      ),
    ),
  );
  return { added: added.size, removed: removed.size, changed: changed.size };
}

const MOST_LINES = 60;

/** The changes themselves, site by site, in words. */
export function ChangesSection(props: { view: View; diff: ScheduleDiff }) {
  const { view, diff } = props;
  const { summary, groups } = diffWords(view.locale, diff);
  if (groups.length === 0) return null;
  const lines = groups.flatMap((group) => group.lines);
  return (
    <Section title={view.t("publish-bar.changes")} note={summary} id="changes" bare>
      <ul class="changes">
        {lines.slice(0, MOST_LINES).map((line) => (
          <li>{line}</li>
        ))}
      </ul>
      {lines.length > MOST_LINES ? (
        <p class="body mute">{view.t("decide.unlisted", { n: lines.length - MOST_LINES })}</p>
      ) : null}
    </Section>
  );
}
