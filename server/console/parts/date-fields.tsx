import type { FormInput } from "../form-input.ts";
import type { View } from "../view.ts";
import { Chip } from "./cases.tsx";
import { Field, Why } from "./field.tsx";
import { weekdayName } from "./format.ts";

/** What is wrong with the fields of a form, by name. */
export type Whys = Readonly<Record<string, string>>;

interface DateFieldProps {
  form: FormInput;
  name: string;
  label: string;
  help?: string;
  whys?: Whys | undefined;
  required?: boolean;
}

/** A civil date, day first. */
export function DateField(props: DateFieldProps) {
  return (
    <Field
      name={props.name}
      label={props.label}
      value={props.form.text(props.name)}
      {...(props.help === undefined ? {} : { help: props.help })}
      placeholder="23/11/2026"
      maxlength={14}
      why={props.whys?.[props.name]}
      {...(props.required === true ? { required: true } : {})}
    />
  );
}

/** From a moment until a moment, each a date with a time; both may be empty. */
export function MomentPair(props: {
  view: View;
  form: FormInput;
  from: { name: string; label: string };
  until: { name: string; label: string };
}) {
  return (
    <>
      <div class="pair">
        <Field {...props.from} value={props.form.text(props.from.name)} placeholder="23/11/2026 08:00" maxlength={16} />
        <Field
          {...props.until}
          value={props.form.text(props.until.name)}
          placeholder="30/11/2026 22:00"
          maxlength={16}
        />
      </div>
      <p class="small faint">{props.view.t("time.home-zone")}</p>
    </>
  );
}

/** The days of the week, Monday first. */
export function WeekdayChips(props: { view: View; form: FormInput; name: string; legend: string; whys?: Whys }) {
  const chosen = props.form.all(props.name);
  return (
    <fieldset class="field">
      <legend class="name">{props.legend}</legend>
      <div class="chips">
        {[0, 1, 2, 3, 4, 5, 6].map((weekday) => (
          <Chip type="checkbox" name={props.name} value={String(weekday)} checked={chosen.includes(String(weekday))}>
            {weekdayName(props.view, weekday)}
          </Chip>
        ))}
      </div>
      <Why id={`f-${props.name}`} why={props.whys?.[props.name]} />
    </fieldset>
  );
}
