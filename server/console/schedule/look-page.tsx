import type { ScreenView } from "../../services/sites/screen-view.ts";
import { Page } from "../layout/page.tsx";
import { Field, RefusalNote, Select } from "../parts/field.tsx";
import { dayOf, exactTimeOf, lengthOf, timeOf } from "../parts/format.ts";
import { PageHead, Section } from "../parts/section.tsx";
import { StageFrame, shapeOf } from "../parts/stage-frame.tsx";
import type { UpcomingSlot } from "../preview/upcoming.ts";
import type { Refusal } from "../submit.ts";
import type { View } from "../view.ts";
import type { ReadEntry } from "./reach.ts";
import type { Losing } from "./why.ts";

/** What a screen shows at an instant, and why: the winner, who gives way and until when. */
export function LookPage(props: {
  view: View;
  screen: ScreenView;
  screens: readonly ScreenView[];
  date: string;
  atMs: number;
  slots: readonly UpcomingSlot[];
  winner: ReadEntry | null;
  losing: readonly Losing[];
  refusal?: Refusal | undefined;
}) {
  const { view, screen, atMs, slots } = props;
  const { t } = view;
  const [now, ...next] = slots;
  const zone = screen.timeZone;
  const title = (slot: UpcomingSlot | undefined) => slot?.airing?.title ?? t("screen.slate");
  return (
    <Page
      view={view}
      title={t("look.title", { time: exactTimeOf(atMs, zone) })}
      place="schedule"
      islands={["stage"]}
      crumbs={[{ href: "/schedule", label: t("nav.schedule") }]}
    >
      <PageHead
        lead={t("look.title", { time: `${timeOf(atMs, zone)}, ${dayOf(props.date)}` })}
        under={t("look.under", { screen: screen.name, site: screen.siteNames[view.locale], zone })}
      />
      <RefusalNote refusal={props.refusal} />
      <form method="get" action="/schedule/preview" class="filter">
        <Select
          name="screen"
          label={t("look.screen")}
          value={screen.screenId}
          options={props.screens.map((one) => ({
            value: one.screenId,
            label: `${one.siteNames[view.locale]}, ${one.name}`,
          }))}
        />
        <Field name="date" label={t("look.date")} value={dayOf(props.date)} class="input-short" maxlength={10} />
        <Field name="at" label={t("look.time")} value={timeOf(atMs, zone)} class="input-short" maxlength={5} />
        <button type="submit" class="button button-main">
          {t("look.go")}
        </button>
      </form>
      <div class="columns columns-side">
        <section class="section">
          <StageFrame
            view={view}
            feed={`/schedule/feed.json?screen=${screen.screenId}&at=${atMs}`}
            shape={shapeOf(screen.widthPx, screen.heightPx)}
            title={t("shell.stage")}
          />
          <p class="note">{t("look.draft")}</p>
        </section>
        <div class="stack">
          <Section title={t("look.why")}>
            <h3 lang={now?.airing?.language}>
              {now?.airing ? <span class="tag">{now.airing.language}</span> : null} {title(now)}
            </h3>
            <p class="why-text">{winnerText(view, props.winner)}</p>
            {props.losing.length === 0 ? null : (
              <dl class="facts facts-left">
                {props.losing.map(({ entry, nextAtMs }) => (
                  <>
                    <dt>{entry.name}</dt>
                    <dd>
                      {nextAtMs === null ? t("look.lost-far") : t("look.lost", { time: exactTimeOf(nextAtMs, zone) })}
                    </dd>
                  </>
                ))}
              </dl>
            )}
          </Section>
          <Section title={t("look.next")}>
            <ol class="next-slots">
              {next.map((slot) => (
                <li>
                  <time>{exactTimeOf(slot.startedAtMs, zone)}</time>
                  <span class="tag">{slot.airing?.language ?? "–"}</span>
                  <span lang={slot.airing?.language}>
                    {title(slot)} <span class="faint">{lengthOf(view, slot.endsAtMs - slot.startedAtMs)}</span>
                  </span>
                </li>
              ))}
            </ol>
          </Section>
        </div>
      </div>
    </Page>
  );
}

function winnerText(view: View, winner: ReadEntry | null): string {
  if (winner === null) return view.t("look.slate-why");
  const percent = Math.round((winner.sharePpm ?? 0) / 10_000);
  return view.t(winner.layer === "campaign" ? "look.win-campaign" : "look.win-base", { name: winner.name, percent });
}
