import { lookUpInstants } from "../../../schemas/rules/daypart-windows.ts";
import { operatingSpans } from "../../../schemas/rules/operating-hours.ts";
import { addDays } from "../../../schemas/rules/zoned-time.ts";
import type { SiteDetail } from "../../services/sites/list-sites.ts";
import type { SiteHours } from "../../services/sites/operating-hours.ts";
import type { FormInput } from "../form-input.ts";
import { Page } from "../layout/page.tsx";
import { Case, Cases } from "../parts/cases.tsx";
import { Confirm } from "../parts/confirm.tsx";
import { DateField } from "../parts/date-fields.tsx";
import { EnterSaves } from "../parts/enter-saves.tsx";
import { ExceptionRows } from "../parts/exception-rows.tsx";
import { Choice, Field, RefusalNote } from "../parts/field.tsx";
import { dayOf, momentOf, weekdayName } from "../parts/format.ts";
import { PageHead, Section } from "../parts/section.tsx";
import { type BandDay, WeekBand } from "../parts/week-band.tsx";
import { shortDay } from "../schedule/entry-sentence.ts";
import { zoneWords } from "../schedule/entry-words.ts";
import type { Refusal } from "../submit.ts";
import type { View } from "../view.ts";
import { seenWords, WEEKDAYS } from "./hours-input.ts";
import { hoursInForce, hoursWords } from "./hours-words.ts";

export interface HoursPageProps {
  view: View;
  site: Pick<SiteDetail, "siteId" | "names" | "timeZone">;
  /** Oldest first. */
  all: readonly SiteHours[];
  /** Names of those who set them, by id. */
  people: ReadonlyMap<string, string>;
  publicHolidays: ReadonlySet<string>;
  today: string;
  form: FormInput;
  mayEdit: boolean;
  refusal?: Refusal | undefined;
}

/** When a site serves people: what is in force in words and drawn, every change of it, and the form for the next. */
export function HoursPage(props: HoursPageProps) {
  const { view, site } = props;
  const { t } = view;
  const name = site.names[view.locale];
  const title = t("hours-page.title", { name });
  return (
    <Page
      view={view}
      title={title}
      place="screens"
      islands={["rows", "draft"]}
      crumbs={[
        { href: "/screens", label: t("nav.screens") },
        { href: `/sites/${site.siteId}`, label: name },
      ]}
      bar={
        props.mayEdit ? (
          <>
            <p data-draft-note={t("shell.draft-kept")} />
            <a class="button button-quiet" href={`/sites/${site.siteId}`}>
              {t("shell.cancel")}
            </a>
            <button type="submit" form="hours" class="button button-main">
              {t("hours-page.save")}
            </button>
          </>
        ) : undefined
      }
    >
      <PageHead lead={title} under={t("hours-page.under", { zone: zoneWords(view, site.timeZone) })} />
      <div class="columns columns-even">
        {props.mayEdit ? <HoursForm {...props} /> : null}
        <div class="stack">
          <InForce {...props} />
          <Versions {...props} />
        </div>
      </div>
    </Page>
  );
}

function InForce(props: HoursPageProps) {
  const { view, all, today } = props;
  const { t } = view;
  const now = hoursInForce(all, today);
  const holidays = [...props.publicHolidays].filter((date) => date >= today).slice(0, 4);
  return (
    <Section title={t("hours-page.now")}>
      <div class="stack-close">
        <p class="entry-sentence">{now === null ? t("hours-page.always") : `${hoursWords(view, now.hours)}.`}</p>
        <WeekBand view={view} days={comingDays(props)} label={t("hours-page.week")} weight="base" />
        <p class="small faint">
          {t("hours-page.next-holidays", { days: holidays.map((date) => shortDay(view, date)).join(", ") })}
        </p>
      </div>
    </Section>
  );
}

function comingDays({ all, publicHolidays, site, today }: HoursPageProps): BandDay[] {
  const at = lookUpInstants(site.timeZone);
  return WEEKDAYS.map((day) => {
    const date = addDays(today, day);
    const now = hoursInForce(all, date);
    const minutes = (atMs: number) => Math.round((atMs - at(date, 0)) / 60_000);
    const isException =
      now?.hours.exceptions.some((exception) => exception.date === date) === true ||
      (now !== null && now.hours.publicHolidays !== null && publicHolidays.has(date));
    const bars = operatingSpans(all, publicHolidays, at, date).map(
      ([from, to]) => [minutes(from), minutes(to)] as const,
    );
    return { date, bars, isException };
  });
}

function Versions(props: HoursPageProps) {
  const { view, site, all } = props;
  const { t } = view;
  const now = hoursInForce(all, props.today);
  return (
    <Section title={t("hours-page.versions")} bare>
      <ol class="rows rows-plain">
        {[...all].reverse().map((one) => (
          <li>
            <div>
              <p class="what">
                {t("hours-page.from", { date: dayOf(one.fromDate) })}{" "}
                {one === now ? <span class="tag">{t("hours-page.now")}</span> : null}
              </p>
              <p class="why">
                {hoursWords(view, one.hours)} · {setWords(props, one)}
              </p>
            </div>
            {props.mayEdit ? (
              <div class="go">
                <a class="button button-small" href={`/sites/${site.siteId}/hours?from=${one.fromDate}`}>
                  {t("hours-page.load")}
                </a>
                <Confirm
                  label={t("hours-page.take-back")}
                  action={`/sites/${site.siteId}/hours/${one.fromDate}/take-back?seen=${one.setAtMs}`}
                  verb={t("hours-page.take-back")}
                  consequence={t("hours-page.take-back-what", { date: dayOf(one.fromDate) })}
                />
              </div>
            ) : null}
          </li>
        ))}
        <li>
          <p class="mute">{t(all.length === 0 ? "hours-page.always" : "hours-page.before")}</p>
        </li>
      </ol>
    </Section>
  );
}

function setWords({ view, people }: HoursPageProps, one: SiteHours): string {
  const name = one.setBy === null ? undefined : people.get(one.setBy);
  const when = momentOf(view, one.setAtMs);
  return name === undefined ? view.t("hours-page.set-at", { when }) : view.t("hours-page.set-by", { name, when });
}

function HoursForm(props: HoursPageProps) {
  const { view, site, form } = props;
  const { t } = view;
  const whys = props.refusal?.fields ?? {};
  const holidays = form.text("holidays") || "same";
  return (
    <Section title={t("hours-page.form")}>
      <form
        method="post"
        action={`/sites/${site.siteId}/hours`}
        id="hours"
        class="form"
        data-draft={`hours-${site.siteId}`}
        data-has-rows
      >
        <EnterSaves label={t("hours-page.save")} />
        {props.all.map((one) => (
          <input type="hidden" name="seen" value={seenWords(one)} />
        ))}
        <RefusalNote refusal={props.refusal} />
        <DateField
          form={form}
          name="fromDate"
          label={t("hours-page.from-date")}
          help={t("hours-page.from-help")}
          whys={whys}
        />
        <fieldset class="field">
          <legend class="name">{t("hours-page.weekly")}</legend>
          <span class="help">{t("hours-page.weekly-help")}</span>
          <div class="week-fields">
            {WEEKDAYS.map((weekday) => (
              <Field
                name={`day-${weekday}`}
                label={weekdayName(view, weekday)}
                value={form.text(`day-${weekday}`)}
                why={whys[`day-${weekday}`]}
                placeholder={t("hours-page.closed")}
                maxlength={200}
              />
            ))}
          </div>
          <Choice
            type="checkbox"
            name="copyFirst"
            value="yes"
            checked={form.has("copyFirst")}
            label={t("hours-page.copy-first")}
          />
        </fieldset>
        <Cases legend={t("hours-page.holidays")} field="holidays">
          <Case name="holidays" value="same" chosen={holidays} label={t("hours-page.holidays-same")} />
          <Case name="holidays" value="closed" chosen={holidays} label={t("hours-page.holidays-closed")} />
          <Case name="holidays" value="hours" chosen={holidays} label={t("hours-page.holidays-hours")}>
            <Field
              name="holidayHours"
              label={t("hours-page.holiday-hours")}
              value={form.text("holidayHours")}
              why={whys.holidayHours}
              placeholder="08:00–11:30"
              maxlength={200}
            />
          </Case>
        </Cases>
        <ExceptionRows view={view} form={form} why={whys.exDate} />
      </form>
    </Section>
  );
}
