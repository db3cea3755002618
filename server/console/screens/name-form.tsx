import type { Child } from "hono/jsx";
import { humanText } from "../../../schemas/primitives.ts";
import type { FormInput } from "../form-input.ts";
import { FormProblems } from "../form-problems.ts";
import { Field } from "../parts/field.tsx";
import type { Refusal } from "../submit.ts";
import type { View } from "../view.ts";

/** The one name of a cluster or a screen; `refusal` only where it is this form's: what was typed stays. */
export function NameForm(props: {
  view: View;
  action: string;
  label: string;
  name: string;
  refusal?: Refusal | undefined;
  children?: Child;
}) {
  const { t } = props.view;
  return (
    <form method="post" action={props.action} class="form">
      {props.children}
      <Field
        name="name"
        label={props.label}
        value={props.refusal?.form.text("name") ?? props.name}
        why={props.refusal?.fields.name}
        required
        maxlength={120}
      />
      <div class="form-foot">
        <button type="submit" class="button">
          {t("site-page.save-name")}
        </button>
      </div>
    </form>
  );
}

/** The name that such a form gives. Throws `FormProblems` when it is none. */
export function readName(form: FormInput): string {
  const name = form.text("name");
  if (isName(name)) return name;
  throw new FormProblems({ field: "name", key: "site-page.needs-one-name", parameters: {} });
}

/** Whether a place can be called that. */
export function isName(text: string): boolean {
  return text !== "" && humanText(120).safeParse(text).success;
}
