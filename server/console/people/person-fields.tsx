import type { FormInput } from "../form-input.ts";
import { Field } from "../parts/field.tsx";
import type { View } from "../view.ts";

/** Login and name of a person, as every form about people asks for them. */
export function PersonFields(props: { view: View; form: FormInput; own?: boolean }) {
  const { t } = props.view;
  return (
    <>
      <Field
        name="displayName"
        label={t("person.name")}
        value={props.form.text("displayName")}
        required
        maxlength={120}
        autocomplete={props.own === true ? "name" : "off"}
      />
      <Field
        name="login"
        label={t("person.login")}
        value={props.form.text("login")}
        help={t("person.login-help")}
        required
        maxlength={60}
        autocomplete={props.own === true ? "username" : "off"}
      />
    </>
  );
}

/** A new password, typed once; the browser may show or keep it. */
export function NewPassword(props: { view: View; minLength: number }) {
  const { t } = props.view;
  return (
    <Field
      name="password"
      type="password"
      label={t("person.password")}
      help={t("person.password-help", { n: props.minLength })}
      required
      minlength={props.minLength}
      autocomplete="new-password"
    />
  );
}
