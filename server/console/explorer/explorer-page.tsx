import type { ScreenHours } from "../../services/proof/airtime-by-hour.ts";
import type { PlayAt, ProvenPlay } from "../../services/proof/play-at.ts";
import type { ScreenView } from "../../services/sites/screen-view.ts";
import { Page } from "../layout/page.tsx";
import { Field, RefusalNote, Select } from "../parts/field.tsx";
import { dayOf, exactTimeOf, lengthOf, momentOf, numberOf, sealOf, timeOf } from "../parts/format.ts";
import { Empty, PageHead, Section } from "../parts/section.tsx";
import { State } from "../parts/state.tsx";
import type { Refusal } from "../submit.ts";
import type { View } from "../view.ts";
import { HourMap } from "./hour-map.tsx";

export interface Asked {
  readonly screenId: string;
  readonly date: string;
  /** `10:32` or `10:32:05`. */
  readonly time: string;
}

/** What played on a screen at an instant, with its proof; and the whole fleet's day, hour by hour. */
export function ExplorerPage(props: {
  view: View;
  screens: readonly ScreenView[];
  asked: Asked;
  found: PlayAt | null;
  hours: readonly ScreenHours[];
  refusal?: Refusal | undefined;
}) {
  const { view, asked, found } = props;
  const { t } = view;
  const screen = props.screens.find(({ screenId }) => screenId === asked.screenId);
  const place = screen === undefined ? "" : `${screen.name}, ${screen.siteNames[view.locale]}`;
  const when = `${asked.time} ${dayOf(asked.date)}`;
  return (
    <Page view={view} title={t("explorer.title")} place="reports">
      <p class="crumb">
        <a href="/reports">{t("nav.reports")}</a>
      </p>
      <PageHead lead={t("explorer.lead")} under={t("explorer.under")} />
      <form method="get" action="/explorer" class="filter no-print">
        <Select
          name="screen"
          label={t("explorer.screen")}
          value={asked.screenId}
          options={props.screens.map(({ screenId, name, siteNames }) => ({
            value: screenId,
            label: `${name}, ${siteNames[view.locale]}`,
          }))}
        />
        <Field name="date" type="date" label={t("explorer.date")} value={asked.date} required />
        <Field name="time" type="time" label={t("explorer.time")} value={asked.time} step={1} required />
        <button type="submit" class="button button-main">
          {t("explorer.look")}
        </button>
      </form>
      <RefusalNote refusal={props.refusal} />
      <div class="stack">
        {found === null ? null : <Found view={view} found={found} place={place} when={when} asked={asked} />}
        <Section title={t("explorer.fleet", { date: dayOf(asked.date) })} note={t("explorer.fleet-note")} bare>
          {props.hours.length === 0 ? (
            <Empty title={t("explorer.no-screens")} />
          ) : (
            <HourMap view={view} hours={props.hours} date={asked.date} />
          )}
        </Section>
      </div>
    </Page>
  );
}

function Found(props: { view: View; found: PlayAt; place: string; when: string; asked: Asked }) {
  const { view, found, asked } = props;
  const { t } = view;
  const { play } = found;
  return (
    <>
      {play === null ? (
        <section class="section">
          <Empty title={t("explorer.nothing", { when: props.when })}>
            <p>{t("explorer.nothing-why")}</p>
          </Empty>
        </section>
      ) : (
        <Section title={t("explorer.shown", { when: props.when, place: props.place })}>
          <PlayCard view={view} play={play} reason={found.reason} />
        </Section>
      )}
      {found.before.length + found.after.length === 0 ? null : (
        <Section title={t("explorer.around")} bare>
          <ol class="rows">
            {[...found.before, ...(play === null ? [] : [play]), ...found.after].map((one) => (
              <AroundRow view={view} play={one} isThis={one === play} asked={asked} />
            ))}
          </ol>
        </Section>
      )}
    </>
  );
}

function PlayCard(props: { view: View; play: ProvenPlay; reason: PlayAt["reason"] }) {
  const { view, play, reason } = props;
  const { t } = view;
  const facts: [string, string][] = [
    [t("explorer.from"), `${exactTimeOf(play.startedAtMs)} – ${exactTimeOf(play.startedAtMs + play.shownMs)}`],
    [t("explorer.length"), `${lengthOf(view, play.shownMs)} / ${lengthOf(view, play.plannedMs)}`],
    [t("explorer.outcome"), `${t(`explorer.outcome-${play.outcome}`)}, ${t(`explorer.panel-${play.panel}`)}`],
    [t("explorer.language"), play.languageNames[view.locale]],
    [t("explorer.why"), reason === null ? "–" : whyText(view, reason)],
    [t("explorer.clock"), t(`explorer.clock-${play.clock}`)],
    [t("explorer.received"), momentOf(view, play.receivedAtMs)],
    [
      t("explorer.place-in-log"),
      t("explorer.log-place", { player: play.player, boot: play.boot, seq: numberOf(view, play.seq) }),
    ],
  ];
  return (
    <div class="explorer-card">
      {play.thumbnailSha256 === null ? (
        <span class="thumb thumb-none" />
      ) : (
        <img class="thumb" src={`/media/${play.thumbnailSha256}`} alt="" />
      )}
      <div>
        <h3 lang={play.language}>
          {play.storyId === null ? (
            (play.title ?? play.editionVersionId)
          ) : (
            <a href={`/stories/${play.storyId}`}>{play.title}</a>
          )}
        </h3>
        <dl class="facts facts-left">
          {facts.map(([name, value]) => (
            <>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </>
          ))}
          <dt>{t("explorer.hash")}</dt>
          <dd class="mono" title={play.sha256}>
            {sealOf(play.sha256)}
          </dd>
          <dt>{t("explorer.hash-before")}</dt>
          <dd class="mono" title={play.prevSha256}>
            {sealOf(play.prevSha256)}
          </dd>
        </dl>
      </div>
    </div>
  );
}

function whyText(view: View, reason: NonNullable<PlayAt["reason"]>): string {
  const { t } = view;
  const { entry, manifestRevision, manifestCreatedAtMs, slotIndex } = reason;
  const who =
    entry === null
      ? t("explorer.why-unknown-entry")
      : t("explorer.why-entry", { name: entry.name, layer: t(`layer.${entry.layer as "base"}`) });
  const what =
    manifestCreatedAtMs === null
      ? t("explorer.why-no-manifest", { revision: manifestRevision })
      : t("explorer.why-manifest", {
          revision: manifestRevision,
          when: momentOf(view, manifestCreatedAtMs),
          slot: slotIndex + 1,
        });
  return `${who} ${what}`;
}

function AroundRow(props: { view: View; play: ProvenPlay; isThis: boolean; asked: Asked }) {
  const { view, play, isThis, asked } = props;
  const { t } = view;
  const kind = ({ completed: "good", cut: "mine", interrupted: "look" } as const)[play.outcome];
  const search = new URLSearchParams({ ...asked, screen: asked.screenId, time: exactTimeOf(play.startedAtMs) });
  return (
    <li aria-current={isThis ? "true" : undefined}>
      <State kind={kind}>{t(`explorer.outcome-${play.outcome}`)}</State>
      <div>
        <p class="what" lang={play.language}>
          {play.title ?? play.editionVersionId}
        </p>
        <p class="why">
          {timeOf(play.startedAtMs)} · {lengthOf(view, play.shownMs)} · {play.languageNames[view.locale]}
        </p>
      </div>
      <div class="go">
        {isThis ? null : (
          <a class="button button-small" href={`/explorer?${search}`}>
            {t("explorer.open")}
          </a>
        )}
      </div>
    </li>
  );
}
