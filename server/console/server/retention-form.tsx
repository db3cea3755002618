import { MAX_DAYS, MIN_DAYS } from "../../services/archive/retention.ts";
import { Field } from "../parts/field.tsx";
import type { Refusal } from "../submit.ts";
import type { View } from "../view.ts";

/** After how many days records leave the database; after a refusal with what was typed. */
export function RetentionForm(props: { view: View; days: number; refusal?: Refusal | undefined }) {
  const { view, days, refusal } = props;
  const { t } = view;
  return (
    <form method="post" action="/server/archive" class="form">
      <Field
        name="days"
        type="number"
        label={t("server.archive-days")}
        help={t("server.archive-days-help", { least: MIN_DAYS, most: MAX_DAYS })}
        value={refusal?.form.text("days") ?? String(days)}
        why={refusal?.message}
        min={MIN_DAYS}
        max={MAX_DAYS}
        required
      />
      <div class="form-foot">
        <button type="submit" class="button">
          {t("server.archive-save")}
        </button>
      </div>
    </form>
  );
}
