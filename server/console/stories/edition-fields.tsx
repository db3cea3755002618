import type { Language } from "../../../schemas/reference/language.ts";
import type { Programme } from "../../../schemas/reference/programme.ts";
import type { FormInput } from "../form-input.ts";
import { MomentPair } from "../parts/date-fields.tsx";
import { Choice, Field, Select } from "../parts/field.tsx";
import { languageOptions } from "../parts/languages.ts";
import type { View } from "../view.ts";

/** What every edition says besides its pixels: rights, programme, validity, the reminder to check the language. */
export function EditionFields(props: {
  view: View;
  form: FormInput;
  languages: readonly Language[];
  programmes: readonly Programme[];
  withTitle: boolean;
  /** Length can be chosen for what stands still. */
  withSeconds: boolean;
}) {
  const { view, form } = props;
  const { t } = view;
  return (
    <>
      {props.withTitle ? (
        <Field name="title" label={t("media-form.name")} value={form.text("title")} required maxlength={300} />
      ) : null}
      <div class="pair">
        <Select
          name="language"
          label={t("media-form.language")}
          value={form.text("language") || "vi"}
          options={languageOptions(view, props.languages)}
        />
        {props.withSeconds ? (
          <Field
            name="seconds"
            type="number"
            min={5}
            max={60}
            label={t("media-form.seconds")}
            value={form.text("seconds")}
            placeholder="10"
          />
        ) : null}
      </div>
      <Field
        name="credit"
        label={t("media-form.credit")}
        value={form.text("credit")}
        help={t("media-form.credit-help")}
        maxlength={200}
      />
      <Select
        name="programme"
        label={t("media-form.programme")}
        value={form.text("programme")}
        options={[
          { value: "", label: t("media-form.no-programme") },
          ...props.programmes.map((programme) => ({
            value: programme.code,
            label: `${view.locale === "vi" ? programme.nameVi : programme.nameEn} (${programme.code})`,
          })),
        ]}
      />
      <details class="more-fields" open={form.text("from") !== "" || form.text("until") !== ""}>
        <summary>{t("media-form.limits")}</summary>
        <MomentPair
          view={view}
          form={form}
          from={{ name: "from", label: t("media-form.from") }}
          until={{ name: "until", label: t("media-form.until") }}
        />
      </details>
      <Choice
        type="checkbox"
        name="native"
        value="yes"
        checked={form.text("native") === "yes"}
        label={t("media-form.native")}
      >
        {t("media-form.native-why")}
      </Choice>
    </>
  );
}

/** Save as draft, or save and send to the approvers at once. */
export function EditionFoot(props: { view: View }) {
  const { t } = props.view;
  return (
    <>
      <p class="small faint" data-draft-note={t("shell.draft-kept")} aria-live="polite" />
      <div class="form-foot">
        <button type="submit" class="button button-main" name="then" value="submit">
          {t("media-form.submit")}
        </button>
        <button type="submit" class="button" name="then" value="draft">
          {t("media-form.draft")}
        </button>
      </div>
    </>
  );
}
