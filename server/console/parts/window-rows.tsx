import type { FormInput } from "../form-input.ts";
import type { View } from "../view.ts";
import { Field } from "./field.tsx";
import { Rows, rowCount } from "./rows.tsx";
import { endsNextDay } from "./window-text.ts";

/** Windows of a day, a row each; an end on the next day is said in words beside it. */
export function WindowRows(props: { view: View; form: FormInput; why: string | undefined }) {
  const { form } = props;
  const { t } = props.view;
  const [froms, untils] = [form.each("fromTime"), form.each("untilTime")];
  const count = rowCount(froms, form.text("more") === "fromTime");
  return (
    <Rows
      field="fromTime"
      legend={t("entry-form.windows")}
      help={t("entry-form.time-help")}
      more={t("entry-form.more-windows")}
      why={props.why}
    >
      {Array.from({ length: count }, (_, index) => {
        const [fromLocal, untilLocal] = [froms[index] ?? "", untils[index] ?? ""];
        const isNextDay = untilLocal !== "" && endsNextDay({ fromLocal, untilLocal });
        return (
          <div class="pair pair-tight" data-row data-window>
            <Field
              name="fromTime"
              id={`f-fromTime-${index}`}
              label={t("entry-form.from-time")}
              value={fromLocal}
              placeholder="22:00"
              maxlength={5}
            />
            <Field
              name="untilTime"
              id={`f-untilTime-${index}`}
              label={
                <>
                  {t("entry-form.until-time")}
                  <b data-next-day hidden={!isNextDay}>
                    {`, ${t("entry-words.next-day")}`}
                  </b>
                </>
              }
              value={untilLocal}
              placeholder="06:00"
              maxlength={5}
            />
          </div>
        );
      })}
    </Rows>
  );
}
