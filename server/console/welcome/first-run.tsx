import { EMPTY_FORM } from "../form-input.ts";
import { Door } from "../layout/door.tsx";
import { Choice, RefusalNote } from "../parts/field.tsx";
import { Icon } from "../parts/icon.tsx";
import { Section } from "../parts/section.tsx";
import { NewPassword, PersonFields } from "../people/person-fields.tsx";
import { RoleChoices } from "../people/role-choices.tsx";
import type { Refusal } from "../submit.ts";
import type { View } from "../view.ts";

/** The very first page: makes the administrator. The link is used up by sending, not by opening. */
export function FirstRunPage(props: { view: View; token: string; minPassword: number; refusal?: Refusal | undefined }) {
  const { view } = props;
  const { t } = view;
  const form = props.refusal?.form ?? EMPTY_FORM;
  const approves = form.text("approves");
  return (
    <Door view={view} title={t("welcome.title")}>
      <h1 class="lead">{t("welcome.title")}</h1>
      <p class="mute">{t("welcome.under")}</p>
      <section class="section">
        <form method="post" action={`/first-run/${props.token}`} class="form body">
          <RefusalNote refusal={props.refusal} />
          <PersonFields view={view} form={form} own />
          <NewPassword view={view} minLength={props.minPassword} />
          <fieldset class="field">
            <legend class="name">{t("welcome.approves")}</legend>
            <div>
              <Choice
                type="radio"
                name="approves"
                value="yes"
                checked={approves === "yes"}
                label={t("welcome.approves-yes")}
                required
              >
                {t("welcome.approves-yes-why")}
              </Choice>
              <Choice
                type="radio"
                name="approves"
                value="no"
                checked={approves === "no"}
                label={t("welcome.approves-no")}
                required
              >
                {t("welcome.approves-no-why")}
              </Choice>
            </div>
          </fieldset>
          <TwoPeople view={view} />
          <div class="form-foot">
            <button type="submit" class="button button-main">
              {t("welcome.submit")}
            </button>
          </div>
        </form>
      </section>
    </Door>
  );
}

/** Right after it: the second person, without whom nothing goes on air. */
export function SecondPersonPage(props: { view: View; refusal?: Refusal | undefined }) {
  const { view } = props;
  const { t } = view;
  const form = props.refusal?.form ?? EMPTY_FORM;
  const chosen = props.refusal === undefined ? ["approver"] : form.all("role");
  return (
    <Door view={view} title={t("welcome.second")}>
      <h1 class="lead">{t("welcome.two-people-lead")}</h1>
      <p class="mute">{t("welcome.two-people")}</p>
      <section class="section">
        <header>
          <h2>{t("welcome.second")}</h2>
        </header>
        <form method="post" action="/first-run/second" class="form body">
          <RefusalNote refusal={props.refusal} />
          <p class="small mute">{t("welcome.second-under")}</p>
          <PersonFields view={view} form={form} />
          <RoleChoices view={view} chosen={chosen} />
          <div class="say say-calm">
            <Icon name="half" />
            <p>
              {t("welcome.second-rule")} {view.person?.roles.includes("approver") ? null : t("welcome.second-more")}
            </p>
          </div>
          <div class="form-foot">
            <button type="submit" class="button button-main">
              {t("welcome.second-submit")}
            </button>
            <a class="button button-quiet" href="/">
              {t("welcome.later")}
            </a>
          </div>
        </form>
      </section>
    </Door>
  );
}

/** The rule that no screen escapes, said before anything else can be done. */
export function TwoPeople(props: { view: View }) {
  return (
    <div class="say say-calm">
      <Icon name="half" />
      <p>{props.view.t("welcome.two-people")}</p>
    </div>
  );
}

/** A one-time link opened by the person it was made for. */
export function LinkPage(props: {
  view: View;
  token: string;
  whose: { login: string; displayName: string } | null;
  minPassword: number;
  refusal?: Refusal | undefined;
}) {
  const { view } = props;
  const { t } = view;
  return (
    <Door view={view} title={t("link.title")}>
      <Section title={t("link.title")}>
        <form method="post" action={`/link/${props.token}`} class="form">
          <p class="mute">
            {props.whose === null ? null : t("link.for", { name: props.whose.displayName, login: props.whose.login })}{" "}
            {t("link.under")}
          </p>
          <RefusalNote refusal={props.refusal} />
          <NewPassword view={view} minLength={props.minPassword} />
          <div class="form-foot">
            <button type="submit" class="button button-main">
              {t("link.submit")}
            </button>
          </div>
        </form>
      </Section>
    </Door>
  );
}
