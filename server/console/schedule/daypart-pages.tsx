import type { DaypartView } from "../../services/schedule/list-dayparts.ts";
import type { ScheduleView } from "../../services/schedule/read-schedule.ts";
import { Speaker } from "../../services/schedule/speaker.ts";
import type { FormInput } from "../form-input.ts";
import { Page } from "../layout/page.tsx";
import { Confirm } from "../parts/confirm.tsx";
import { WeekdayChips } from "../parts/date-fields.tsx";
import { EnterSaves } from "../parts/enter-saves.tsx";
import { ExceptionRows } from "../parts/exception-rows.tsx";
import { Field, RefusalNote } from "../parts/field.tsx";
import { HOME_ZONE } from "../parts/format.ts";
import { Empty, PageHead, Section } from "../parts/section.tsx";
import { Undo } from "../parts/undo.tsx";
import { WindowRows } from "../parts/window-rows.tsx";
import { windowWords } from "../parts/window-text.ts";
import type { Refusal } from "../submit.ts";
import type { View } from "../view.ts";

const CRUMB = { href: "/schedule/dayparts" };

/** Named dayparts with their hours, and the entries that use each. */
export function DaypartsPage(props: {
  view: View;
  dayparts: readonly DaypartView[];
  entries: ScheduleView["entries"];
  /** One that was just taken out, to put back. */
  undo: string | null;
  mayEdit: boolean;
}) {
  const { view, dayparts } = props;
  const { t } = view;
  const add = (
    <a class="button button-main" href="/schedule/dayparts/new">
      {t("dayparts.add")}
    </a>
  );
  return (
    <Page
      view={view}
      title={t("dayparts.title")}
      place="schedule"
      islands={["undo"]}
      crumbs={[{ href: "/schedule", label: t("nav.schedule") }]}
    >
      <PageHead
        lead={dayparts.length === 0 ? t("dayparts.none") : t("dayparts.lead", { n: dayparts.length })}
        under={t("dayparts.under")}
      >
        {props.mayEdit && dayparts.length > 0 ? add : null}
      </PageHead>
      {props.undo === null ? null : <Undo view={view} action={`/schedule/dayparts/${props.undo}/restore`} />}
      {dayparts.length === 0 ? (
        <section class="section">
          <Empty title={t("dayparts.none")}>
            <p>{t("dayparts.empty")}</p>
            {props.mayEdit ? add : null}
          </Empty>
        </section>
      ) : (
        <Section title={t("dayparts.title")} bare>
          <ol class="rows rows-plain">
            {dayparts.map((daypart) => (
              <DaypartRow {...props} daypart={daypart} />
            ))}
          </ol>
        </Section>
      )}
    </Page>
  );
}

function DaypartRow(props: { view: View; daypart: DaypartView; entries: ScheduleView["entries"]; mayEdit: boolean }) {
  const { view, daypart } = props;
  const { t } = view;
  const users = props.entries.filter(({ id }) => daypart.entryIds.includes(id)).map(({ name }) => name);
  return (
    <li>
      <div>
        <p class="what">{daypart.name}</p>
        <p class="why">
          {daypartWords(view, daypart)} ·{" "}
          {users.length === 0 ? t("dayparts.unused") : t("dayparts.used", { names: users.join(", ") })}
        </p>
      </div>
      {props.mayEdit ? (
        <div class="go">
          <a class="button button-small" href={`/schedule/dayparts/${daypart.id}`}>
            {t("schedule-page.edit")}
            <span class="only-read"> {daypart.name}</span>
          </a>
        </div>
      ) : null}
    </li>
  );
}

/** `thứ Hai–thứ Sáu, 07:00–11:30, 13:00–17:00; 2 ngày riêng`. */
function daypartWords(view: View, daypart: DaypartView): string {
  const { t } = view;
  const days =
    daypart.weekdays.length === 7
      ? t("entry-words.every-day")
      : new Speaker(view.locale, HOME_ZONE).weekdays(daypart.weekdays);
  const apart = daypart.exceptions.length;
  const hours = windowWords(daypart.windows, t("entry-words.next-day"));
  return `${days}, ${hours}${apart === 0 ? "" : `; ${t("dayparts.exceptions", { n: apart })}`}`;
}

/** One named daypart: a change reaches every entry that uses it, and says which. */
export function DaypartPage(props: {
  view: View;
  daypart: DaypartView | null;
  users: readonly string[];
  form: FormInput;
  refusal?: Refusal | undefined;
}) {
  const { view, daypart, form, users } = props;
  const { t } = view;
  const whys = props.refusal?.fields ?? {};
  const title = daypart === null ? t("dayparts.new") : t("dayparts.edit", { name: daypart.name });
  const action = daypart === null ? "/schedule/dayparts" : `/schedule/dayparts/${daypart.id}`;
  return (
    <Page
      view={view}
      title={title}
      place="schedule"
      islands={["rows", "draft"]}
      crumbs={[
        { href: "/schedule", label: t("nav.schedule") },
        { ...CRUMB, label: t("dayparts.title") },
      ]}
      bar={
        <>
          <p>{users.length === 0 ? "" : t("dayparts.changes", { names: users.join(", ") })}</p>
          <a class="button button-quiet" href={CRUMB.href}>
            {t("shell.cancel")}
          </a>
          <button type="submit" form="daypart" class="button button-main">
            {t("dayparts.save")}
          </button>
        </>
      }
    >
      <PageHead lead={title} under={t("dayparts.form-under")} />
      <form
        method="post"
        action={action}
        id="daypart"
        class="section page-narrow"
        data-draft={`daypart-${daypart?.id ?? "new"}`}
        data-has-rows
      >
        <EnterSaves label={t("dayparts.save")} />
        <input type="text" name="basis" value={form.text("basis")} hidden />
        <div class="body form">
          <RefusalNote refusal={props.refusal} />
          <Field
            name="name"
            label={t("dayparts.name")}
            value={form.text("name")}
            help={t("dayparts.name-help")}
            why={whys.name}
            required
            maxlength={120}
          />
          <WeekdayChips view={view} form={form} name="weekday" legend={t("entry-form.weekdays")} whys={whys} />
          <WindowRows view={view} form={form} why={whys.fromTime} />
          <ExceptionRows view={view} form={form} why={whys.exDate} />
        </div>
      </form>
      {daypart === null ? null : (
        <div class="below">
          <Confirm
            label={t("dayparts.retire")}
            action={`${action}/retire`}
            verb={t("dayparts.retire")}
            consequence={
              users.length === 0
                ? t("dayparts.retire-what", { name: daypart.name })
                : t("dayparts.retire-used", { name: daypart.name, names: users.join(", ") })
            }
            warm
          />
        </div>
      )}
    </Page>
  );
}
