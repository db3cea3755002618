import { civilAt } from "../../../schemas/rules/zoned-time.ts";
import type { ScreenView } from "../../services/sites/screen-view.ts";
import { Field, Select } from "../parts/field.tsx";
import { dayOf, exactTimeOf, lengthOf } from "../parts/format.ts";
import { Section } from "../parts/section.tsx";
import { StageFrame, shapeOf } from "../parts/stage-frame.tsx";
import type { View } from "../view.ts";
import { zoneWords } from "./entry-words.ts";
import type { Glass } from "./glass-data.ts";

/** A chosen screen at a chosen second: the stage's own picture, what comes around it, and the reasons layer by layer. */
export function GlassSection(props: {
  view: View;
  glass: Glass;
  screens: readonly ScreenView[];
  /** Where the form goes without JavaScript, and what of its address is kept. */
  action: string;
  kept: Readonly<Record<string, string>>;
}) {
  const { view, glass } = props;
  const { t } = view;
  const { screen, atMs } = glass;
  const zone = screen.timeZone;
  const { hour, minute } = civilAt(atMs, zone);
  return (
    <Section
      id="glass"
      title={<span data-glass-title>{glassTitle(view, glass)}</span>}
      note={<span data-glass-note>{glassNote(view, glass)}</span>}
      end={
        <a class="small" href={`/screens/${screen.screenId}`} data-glass-screen>
          {t("glass.open-screen")}
        </a>
      }
      bare
    >
      <div class="glass">
        <div class="glass-left">
          <div class="glass-stage">
            <StageFrame
              view={view}
              feed={feedAddress(glass)}
              shape={shapeOf(screen.widthPx, screen.heightPx)}
              title={t("shell.stage")}
            />
          </div>
          <form method="get" action={`${props.action}#glass`} class="glass-form no-print" data-glass-form>
            {Object.entries(props.kept).map(([name, value]) => (
              <input type="hidden" name={name} value={value} />
            ))}
            <input
              class="glass-scrub"
              type="range"
              min="0"
              max="1439"
              value={String(hour * 60 + minute)}
              aria-label={t("glass.scrub")}
              data-scrub
            />
            <p class="glass-ends" aria-hidden="true">
              <span>00:00</span>
              <span>{t("glass.scrub-how")}</span>
              <span>24:00</span>
            </p>
            <div class="glass-fields">
              <Select
                name="screen"
                id="glass-screen"
                label={t("look.screen")}
                value={screen.screenId}
                options={props.screens.map((one) => ({
                  value: one.screenId,
                  label: `${one.siteNames[view.locale]}, ${one.name}`,
                }))}
              />
              <Field name="date" id="glass-date" label={t("look.date")} value={dayOf(glass.date)} maxlength={14} />
              <Field name="at" id="glass-at" label={t("look.time")} value={exactTimeOf(atMs, zone)} maxlength={8} />
              <button type="submit" class="button">
                {t("look.go")}
              </button>
            </div>
            <p class="why" role="status" data-glass-failed />
          </form>
        </div>
        <div class="glass-told" data-glass-told>
          <GlassTold view={view} glass={glass} />
        </div>
      </div>
    </Section>
  );
}

/** What is said of the glass; drawn anew for every instant that is looked at. */
export function GlassTold(props: { view: View; glass: Glass }) {
  const { view, glass } = props;
  const { t } = view;
  return (
    <>
      <ol class="glass-slots" aria-label={t("glass.slots")}>
        {glass.slots.map((slot, index) => (
          <li aria-current={index === glass.current ? "true" : undefined}>
            <time>{exactTimeOf(slot.startedAtMs, glass.screen.timeZone)}</time>
            <span class="tag">{slot.airing?.language ?? "–"}</span>
            <span lang={slot.airing?.language}>{slot.airing?.title ?? t("screen.slate")}</span>
            <small>{lengthOf(view, slot.endsAtMs - slot.startedAtMs)}</small>
          </li>
        ))}
      </ol>
      <dl class="glass-why">
        {glass.words.layers.map(({ layer, title, lines }) => (
          <div class={layer === glass.winner ? "glass-winner" : undefined}>
            <dt>{title}</dt>
            {lines.map((line) => (
              <dd>{line}</dd>
            ))}
          </div>
        ))}
        <div>
          <dt>{t("glass.languages")}</dt>
          {glass.words.languages.map((line) => (
            <dd>{line}</dd>
          ))}
        </div>
      </dl>
    </>
  );
}

export function glassTitle(view: View, { atMs, screen, date }: Glass): string {
  const time = exactTimeOf(atMs, screen.timeZone);
  const isToday = civilAt(view.nowMs, screen.timeZone).date === date;
  return view.t("glass.title", { time: isToday ? time : `${time}, ${dayOf(date)}` });
}

export function glassNote(view: View, { screen, draft }: Glass): string {
  const place = { site: screen.siteNames[view.locale], screen: screen.name, zone: zoneWords(view, screen.timeZone) };
  return view.t(draft ? "glass.note-draft" : "glass.note-past", place);
}

/** Where a stage finds what this glass shows. */
export function feedAddress({ screen, atMs }: Pick<Glass, "screen" | "atMs">): string {
  return `/schedule/feed.json?screen=${screen.screenId}&at=${atMs}`;
}
