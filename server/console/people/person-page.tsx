import type { Person } from "../../services/people/person.ts";
import { Page } from "../layout/page.tsx";
import { Confirm } from "../parts/confirm.tsx";
import { RefusalNote } from "../parts/field.tsx";
import { momentOf } from "../parts/format.ts";
import { PageHead, Section } from "../parts/section.tsx";
import type { Refusal } from "../submit.ts";
import type { View } from "../view.ts";
import { PersonState } from "./people-page.tsx";
import { RoleChoices } from "./role-choices.tsx";

/** One person: state, facts, and for administrators the acts, each naming what it will do. */
export function PersonPage(props: { view: View; person: Person; refusal?: Refusal | undefined }) {
  const { view, person } = props;
  const { t } = view;
  const name = person.displayName;
  const isAdministrator = view.person?.roles.includes("administrator") === true;
  const mayChange = isAdministrator && person.state !== "disabled";
  return (
    <Page view={view} title={name} place="people" crumbs={[{ href: "/people", label: t("nav.people") }]}>
      <PageHead lead={name} under={<PersonState view={view} person={person} />} />
      <RefusalNote refusal={props.refusal} />
      <div class="columns columns-even">
        <Section title={t("person.roles")}>
          {mayChange ? (
            <form method="post" action={`/people/${person.id}/roles`} class="form">
              <RoleChoices view={view} chosen={props.refusal?.form.all("role") ?? person.roles} />
              <p class="small mute">{t("people-page.change-roles-what", { name })}</p>
              <div class="form-foot">
                <button type="submit" class="button button-main">
                  {t("people-page.change-roles")}
                </button>
              </div>
            </form>
          ) : (
            <p>{person.roles.map((role) => t(`role.${role}`)).join(", ") || t("people-page.no-roles")}</p>
          )}
        </Section>
        <div class="stack">
          <Section title={t("person.login")}>
            <dl class="facts">
              <dt>{t("person.login")}</dt>
              <dd class="mono">{person.login}</dd>
              <dt>{t("people-page.since", { when: "" })}</dt>
              <dd>{momentOf(view, person.createdAtMs)}</dd>
            </dl>
          </Section>
          {mayChange ? (
            <section class="section">
              <div class="body stack-close">
                <Confirm
                  label={t("people-page.reset")}
                  action={`/people/${person.id}/reset`}
                  verb={t("people-page.reset-verb")}
                  consequence={t("people-page.reset-what", { name })}
                />
                <Confirm
                  label={t("people-page.disable")}
                  action={`/people/${person.id}/disable`}
                  verb={t("people-page.disable-verb", { name })}
                  consequence={t("people-page.disable-what", { name })}
                  warm
                />
              </div>
            </section>
          ) : null}
          {isAdministrator && person.state === "disabled" ? (
            <section class="section">
              <div class="body">
                <Confirm
                  label={t("people-page.unlock")}
                  action={`/people/${person.id}/unlock`}
                  verb={t("people-page.unlock")}
                  consequence={t("people-page.unlock-what", { name })}
                />
              </div>
            </section>
          ) : null}
        </div>
      </div>
    </Page>
  );
}
