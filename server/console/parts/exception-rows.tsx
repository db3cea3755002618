import type { FormInput } from "../form-input.ts";
import type { View } from "../view.ts";
import { Field, Select } from "./field.tsx";
import { Rows, rowCount } from "./rows.tsx";

/** Dates with hours of their own: closed, or other hours, each with a note. The same rows wherever hours are told. */
export function ExceptionRows(props: { view: View; form: FormInput; why?: string | undefined }) {
  const { view, form } = props;
  const { t } = view;
  const [dates, kinds, hours, notes] = ["exDate", "exKind", "exHours", "exNote"].map((name) => form.each(name));
  const count = rowCount(dates ?? [], form.text("more") === "exDate");
  return (
    <Rows
      field="exDate"
      legend={t("exceptions.title")}
      help={t("exceptions.help")}
      more={t("exceptions.more")}
      why={props.why}
    >
      {Array.from({ length: count }, (_, index) => (
        <div class="exception-row" data-row>
          <Field
            name="exDate"
            id={`f-exDate-${index}`}
            label={t("exceptions.date")}
            value={dates?.[index]}
            placeholder="01/01/2027"
            maxlength={14}
          />
          <Select
            name="exKind"
            id={`f-exKind-${index}`}
            label={t("exceptions.kind")}
            value={kinds?.[index]}
            options={[
              { value: "closed", label: t("exceptions.closed") },
              { value: "hours", label: t("exceptions.other-hours") },
            ]}
          />
          <Field
            name="exHours"
            id={`f-exHours-${index}`}
            label={t("exceptions.hours")}
            value={hours?.[index]}
            placeholder="08:00–11:30"
            maxlength={120}
          />
          <Field
            name="exNote"
            id={`f-exNote-${index}`}
            label={t("exceptions.note")}
            value={notes?.[index]}
            maxlength={120}
          />
        </div>
      ))}
    </Rows>
  );
}
