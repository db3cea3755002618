import type { DaypartView } from "../../services/schedule/list-dayparts.ts";
import { Icon } from "../parts/icon.tsx";
import type { View } from "../view.ts";
import type { EntryDraft } from "./entry-input.ts";
import type { Places } from "./entry-places.ts";
import { entrySentence } from "./entry-sentence.ts";
import { whereOf } from "./entry-words.ts";
import type { ReadEntry } from "./reach.ts";

export interface MeanwhileProps {
  view: View;
  /** What stands now, beside what was typed; null where nobody else changed it. */
  meanwhile: {
    readonly stored: ReadEntry;
    readonly typed: EntryDraft | null;
    readonly places: Places;
    readonly dayparts: readonly DaypartView[];
    readonly timeZone: string;
  } | null;
}

/** Somebody changed the entry while this form was open: both are shown, and nothing is written over unasked. */
export function Meanwhile(props: { view: View; meanwhile: NonNullable<MeanwhileProps["meanwhile"]> }) {
  const { view, meanwhile } = props;
  const { t } = view;
  const { stored, typed } = meanwhile;
  const words = (entry: EntryDraft) => (
    <>
      <b>{entry.name}</b>: {entrySentence(view, entry, meanwhile.timeZone, meanwhile.dayparts)}{" "}
      {whereOf(view, entry.target, meanwhile.places)}.
    </>
  );
  return (
    <div class="say meanwhile">
      <Icon name="look" />
      <div>
        <p>
          <b>{t("entry-form.changed-meanwhile")}</b>
        </p>
        <dl>
          <dt>{t("entry-form.theirs")}</dt>
          <dd>{words(stored)}</dd>
          <dt>{t("entry-form.yours")}</dt>
          <dd>{typed === null ? t("entry-form.yours-below") : words(typed)}</dd>
        </dl>
        <div class="form-foot">
          <button type="submit" class="button button-small" name="then" value="over">
            {t("entry-form.keep-mine")}
          </button>
          <a class="button button-small" href={`/schedule/entries/${stored.id}`}>
            {t("entry-form.take-theirs")}
          </a>
        </div>
      </div>
    </div>
  );
}
