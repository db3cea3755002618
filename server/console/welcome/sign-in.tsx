import { Door } from "../layout/door.tsx";
import { Field, RefusalNote } from "../parts/field.tsx";
import { Section } from "../parts/section.tsx";
import type { Refusal } from "../submit.ts";
import type { View } from "../view.ts";

/** The door. `next` is where the person wanted to go. */
export function SignInPage(props: { view: View; next: string; refusal?: Refusal | undefined }) {
  const { t } = props.view;
  return (
    <Door view={props.view} title={t("sign-in.title")}>
      <Section title={t("sign-in.title")}>
        <form method="post" action="/sign-in" class="form">
          <RefusalNote refusal={props.refusal} />
          <input type="hidden" name="next" value={props.next} />
          <Field
            name="login"
            label={t("sign-in.login")}
            value={props.refusal?.form.text("login")}
            required
            autocomplete="username"
            autofocus
          />
          <Field
            name="password"
            type="password"
            label={t("sign-in.password")}
            required
            autocomplete="current-password"
          />
          <div class="form-foot">
            <button type="submit" class="button button-main">
              {t("sign-in.submit")}
            </button>
          </div>
          <p class="small faint">{t("sign-in.forgot")}</p>
        </form>
      </Section>
    </Door>
  );
}
