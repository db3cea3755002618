import { Case, Cases } from "../parts/cases.tsx";
import { DateField, WeekdayChips } from "../parts/date-fields.tsx";
import { ExceptionRows } from "../parts/exception-rows.tsx";
import { Choice, Field, Select } from "../parts/field.tsx";
import { HOME_ZONE } from "../parts/format.ts";
import { Section } from "../parts/section.tsx";
import { WindowRows } from "../parts/window-rows.tsx";
import { LUNAR_DAYS } from "./entry-lunar.ts";
import type { EntryPageProps } from "./entry-page.tsx";
import { zoneWords } from "./entry-words.ts";

/** Dates, on which of them, in which hours, and the dates apart. */
export function WhenSection(props: EntryPageProps) {
  const { view, form } = props;
  const { t } = view;
  const whys = props.refusal?.fields;
  const zone = zoneWords(view, props.outlook?.timeZone ?? HOME_ZONE);
  return (
    <Section title={t("entry-form.when")} note={t("entry-form.zone", { zone })}>
      <div class="form">
        <div class="pair pair-tight">
          <DateField form={form} name="fromDate" label={t("entry-form.from-date")} whys={whys} />
          <DateField
            form={form}
            name="untilDate"
            label={t("entry-form.until-date")}
            help={t("entry-form.until-help")}
            whys={whys}
          />
        </div>
        <div class="review-date">
          <DateField
            form={form}
            name="reviewDate"
            label={t("entry-form.review-date")}
            help={t("entry-form.review-help")}
            whys={whys}
          />
        </div>
        <Repeat {...props} />
        <div class="entry-hours">
          <Hours {...props} />
        </div>
        <ExceptionRows view={view} form={form} why={whys?.exDate} />
      </div>
    </Section>
  );
}

function Repeat(props: EntryPageProps) {
  const { view, form } = props;
  const { t } = view;
  const whys = props.refusal?.fields ?? {};
  const repeat = form.text("repeat") || "daily";
  return (
    <Cases legend={t("entry-form.repeat")} field="repeat" why={whys.repeat}>
      <Case name="repeat" value="daily" chosen={repeat} label={t("entry-form.repeat-daily")}>
        <Every {...props} name="everyDays" unit={t("entry-form.days")} />
      </Case>
      <Case name="repeat" value="weekly" chosen={repeat} label={t("entry-form.repeat-weekly")}>
        <WeekdayChips view={view} form={form} name="weekday" legend={t("entry-form.weekdays")} whys={whys} />
        <Every {...props} name="everyWeeks" unit={t("entry-form.weeks")} />
      </Case>
      <Case name="repeat" value="monthly" chosen={repeat} label={t("entry-form.repeat-monthly")}>
        <Field
          name="monthDays"
          label={t("entry-form.month-days")}
          value={form.text("monthDays")}
          why={whys.monthDays}
          help={t("entry-form.month-days-help")}
          placeholder="1, 15"
          maxlength={100}
        />
        <Choice
          type="checkbox"
          name="monthLast"
          value="yes"
          checked={form.has("monthLast")}
          label={t("entry-form.month-last")}
        />
        <Every {...props} name="everyMonths" unit={t("entry-form.months")} />
      </Case>
      <Case name="repeat" value="yearly" chosen={repeat} label={t("entry-form.repeat-yearly")}>
        <Field
          name="yearDay"
          label={t("entry-form.year-day")}
          value={form.text("yearDay")}
          why={whys.yearDay}
          placeholder="2/9"
          class="input-short"
          maxlength={5}
        />
      </Case>
      <Case name="repeat" value="lunar" chosen={repeat} label={t("entry-form.repeat-lunar")}>
        <Lunar {...props} />
      </Case>
      <Case name="repeat" value="rule" chosen={repeat} label={t("entry-form.repeat-rule")}>
        <Field
          name="rrule"
          label={t("entry-form.rrule")}
          value={form.text("rrule")}
          why={whys.rrule}
          help={t("entry-form.rrule-help")}
          placeholder="FREQ=MONTHLY;BYDAY=2MO"
          maxlength={300}
          class="mono"
        />
      </Case>
    </Cases>
  );
}

function Every(props: EntryPageProps & { name: string; unit: string }) {
  const { t } = props.view;
  return (
    <Field
      name={props.name}
      label={t("entry-form.every", { unit: props.unit })}
      inputmode="numeric"
      value={props.form.text(props.name)}
      why={props.refusal?.fields[props.name]}
      placeholder="1"
      class="input-short"
      maxlength={2}
    />
  );
}

function Lunar(props: EntryPageProps) {
  const { view, form } = props;
  const { t } = view;
  const whys = props.refusal?.fields ?? {};
  const months = Array.from({ length: 12 }, (_, index) => String(index + 1));
  const days = Array.from({ length: 30 }, (_, index) => String(index + 1));
  return (
    <>
      <Select
        name="lunar"
        label={t("entry-form.lunar")}
        value={form.text("lunar") || "tet"}
        why={whys.lunar}
        options={[
          ...LUNAR_DAYS.map(({ name }) => ({ value: name, label: t(`entry-form.lunar-${name}`) })),
          { value: "other", label: t("entry-form.lunar-other") },
        ]}
      />
      <div class="lunar-other">
        <div class="pair pair-tight">
          <Select
            name="lunarDay"
            label={t("entry-form.lunar-day")}
            value={form.text("lunarDay")}
            options={[
              ...days.map((day) => ({ value: day, label: day })),
              { value: "-1", label: t("entry-words.lunar-last") },
            ]}
          />
          <Select
            name="lunarMonth"
            label={t("entry-form.lunar-month")}
            value={form.text("lunarMonth")}
            options={[
              { value: "0", label: t("entry-form.lunar-every-month") },
              ...months.map((month) => ({ value: month, label: month })),
            ]}
          />
        </div>
        <Choice
          type="checkbox"
          name="lunarLeap"
          value="yes"
          checked={form.has("lunarLeap")}
          label={t("entry-form.lunar-leap")}
        />
      </div>
      <div class="pair pair-tight">
        <Field
          name="lunarOffset"
          label={t("entry-form.lunar-offset")}
          value={form.text("lunarOffset")}
          why={whys.lunarOffset}
          help={t("entry-form.lunar-offset-help")}
          placeholder="0"
          maxlength={3}
        />
        <Field
          name="lunarLength"
          label={t("entry-form.lunar-length")}
          value={form.text("lunarLength")}
          why={whys.lunarLength}
          help={t("entry-form.lunar-length-help")}
          inputmode="numeric"
          maxlength={2}
        />
      </div>
    </>
  );
}

function Hours(props: EntryPageProps) {
  const { view, form, dayparts } = props;
  const { t } = view;
  const whys = props.refusal?.fields ?? {};
  const hours = form.text("hours") || "always";
  return (
    <Cases legend={t("entry-form.hours")} field="hours" why={whys.hours}>
      <Case name="hours" value="always" chosen={hours} label={t("entry-form.hours-always")} />
      <Case name="hours" value="own" chosen={hours} label={t("entry-form.hours-own")}>
        <WindowRows view={view} form={form} why={whys.fromTime} />
        {form.all("dayWeekday").length === 0 ? null : (
          <WeekdayChips view={view} form={form} name="dayWeekday" legend={t("entry-form.day-weekdays")} />
        )}
      </Case>
      <Case name="hours" value="named" chosen={hours} label={t("entry-form.hours-named")}>
        {dayparts.length === 0 ? (
          <p class="small mute">{t("entry-form.no-dayparts")}</p>
        ) : (
          <Select
            name="daypart"
            label={t("entry-form.daypart")}
            value={form.text("daypart")}
            why={whys.daypart}
            options={dayparts.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
        <p class="small">
          <a href="/schedule/dayparts">{t("entry-form.dayparts-page")}</a>
        </p>
      </Case>
      <Case name="hours" value="operating" chosen={hours} label={t("entry-form.hours-operating")}>
        <p class="small mute">{t("entry-form.hours-operating-what")}</p>
      </Case>
    </Cases>
  );
}
