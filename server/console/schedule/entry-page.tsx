import type { DaypartView } from "../../services/schedule/list-dayparts.ts";
import type { ScheduleView } from "../../services/schedule/read-schedule.ts";
import type { StorySummary } from "../../services/stories/list-stories.ts";
import type { FormInput } from "../form-input.ts";
import { Page } from "../layout/page.tsx";
import { Confirm } from "../parts/confirm.tsx";
import { EnterSaves } from "../parts/enter-saves.tsx";
import { RefusalNote } from "../parts/field.tsx";
import { Icon } from "../parts/icon.tsx";
import { PageHead } from "../parts/section.tsx";
import type { Refusal } from "../submit.ts";
import type { View } from "../view.ts";
import { EntryAside, type EntryAsideProps } from "./entry-aside.tsx";
import type { EntryDraft } from "./entry-input.ts";
import type { MeanwhileProps } from "./entry-meanwhile.tsx";
import { Meanwhile } from "./entry-meanwhile.tsx";
import type { Outlook } from "./entry-outlook.ts";
import type { Places } from "./entry-places.ts";
import { AirtimeSection, WhatSection } from "./entry-what.tsx";
import { WhenSection } from "./entry-when.tsx";
import { WhereSection } from "./entry-where.tsx";
import type { ReadEntry } from "./reach.ts";

export interface EntryPageProps {
  view: View;
  /** Null: a new one. */
  entry: ReadEntry | null;
  form: FormInput;
  playlists: ScheduleView["playlists"];
  stories: readonly StorySummary[];
  dayparts: readonly DaypartView[];
  places: Places;
  /** What the form says, as far as it can be read. */
  shown: EntryDraft | null;
  outlook: Outlook | null;
  problems: EntryAsideProps["problems"];
  /** Levels at which this person may lock, and whether they may override. */
  rights: EntryRights;
  meanwhile: MeanwhileProps["meanwhile"];
  refusal?: Refusal | undefined;
}

/** What this person may do with entries like this one. */
export interface EntryRights {
  readonly locks: readonly ("province" | "ministry")[];
  readonly mayOverride: boolean;
  readonly maySave: boolean;
}

/** One entry in one view: what, how much, where, when; beside it what this means. Save stays in sight. */
export function EntryPage(props: EntryPageProps) {
  const { view, entry, form } = props;
  const { t } = view;
  const title = entry === null ? t("entry-form.new") : t("entry-form.edit", { name: entry.name });
  // A new entry begun at another place of the schedule is another draft; sent and refused, it is still the same one.
  const draft = form.text("draft") || `entry-${entry?.id ?? view.here}`;
  const action = entry === null ? "/schedule/entries" : `/schedule/entries/${entry.id}`;
  return (
    <Page
      view={view}
      title={title}
      place="schedule"
      islands={["rows", "entry", "draft"]}
      crumbs={[{ href: "/schedule", label: t("nav.schedule") }]}
      bar={<SaveBar {...props} />}
    >
      <PageHead lead={title} under={t("entry-form.under")} />
      {props.rights.maySave ? null : (
        <div class="say">
          <Icon name="look" />
          <p>{t(readOnlyKey(entry))}</p>
        </div>
      )}
      <form
        method="post"
        action={action}
        id="entry"
        class="entry-columns"
        data-draft={draft}
        data-check="/schedule/entries/check"
        data-has-rows
      >
        <EnterSaves label={t("entry-form.save")} />
        {entry === null ? null : <input type="hidden" name="entryId" value={entry.id} />}
        <input type="hidden" name="draft" value={draft} />
        {/* Not of type hidden: a draft that is given back brings along what it was made from. */}
        <input type="text" name="basis" value={form.text("basis")} hidden />
        <div class="stack">
          <RefusalNote refusal={props.refusal} />
          {props.meanwhile === null ? null : <Meanwhile view={view} meanwhile={props.meanwhile} />}
          <WhatSection {...props} />
          <AirtimeSection {...props} />
          <WhereSection {...props} />
        </div>
        <div class="stack">
          <WhenSection {...props} />
        </div>
        <aside class="entry-aside" data-aside aria-live="polite">
          <EntryAside {...props} />
        </aside>
      </form>
      {entry === null ? null : <EntryActs {...props} entry={entry} />}
    </Page>
  );
}

/** Why this person may only look. */
function readOnlyKey(entry: ReadEntry | null) {
  if (entry !== null && entry.lock !== null) return `entry-form.locked-by-${entry.lock}` as const;
  return entry?.layer === "override" ? "entry-form.override-of-others" : "entry-form.only-editors";
}

function SaveBar(props: EntryPageProps) {
  const { view, outlook, rights } = props;
  const { t } = view;
  return (
    <>
      <p data-draft-note={t("shell.draft-kept")} />
      <a class="button button-quiet" href="/schedule">
        {t("shell.cancel")}
      </a>
      <button type="submit" form="entry" name="then" value="check" class="button" data-check-button>
        {t("entry-form.check")}
      </button>
      <button
        type="submit"
        form="entry"
        name="then"
        value="save"
        class="button button-main"
        data-save
        disabled={!rights.maySave}
      >
        {saveLabel(view, outlook)}
      </button>
    </>
  );
}

/** The verb, and how far it reaches. */
export function saveLabel(view: View, outlook: Outlook | null): string {
  const n = outlook?.reached.length ?? 0;
  return n === 0 ? view.t("entry-form.save") : view.t("entry-form.save-for", { n });
}

/** Copying, and taking out, which names what will happen. */
function EntryActs(props: EntryPageProps & { entry: ReadEntry }) {
  const { view, entry, outlook } = props;
  const { t } = view;
  const reached = outlook?.reached.length ?? 0;
  return (
    <div class="below acts">
      <a class="button button-small" href={`/schedule/entries/new?copy=${entry.id}`}>
        {t("entry-form.duplicate")}
      </a>
      {props.rights.maySave ? (
        <Confirm
          label={t("entry-form.retire")}
          action={`/schedule/entries/${entry.id}/retire`}
          verb={t("entry-form.retire")}
          consequence={t(entry.published ? "entry-form.retire-what" : "entry-form.retire-unpublished", {
            name: entry.name,
            n: reached,
          })}
          warm
        />
      ) : null}
    </div>
  );
}
