import type { Person } from "../../services/people/person.ts";
import { EMPTY_FORM } from "../form-input.ts";
import { Page } from "../layout/page.tsx";
import { RefusalNote } from "../parts/field.tsx";
import { dateOf } from "../parts/format.ts";
import { PageHead, Section } from "../parts/section.tsx";
import { State } from "../parts/state.tsx";
import type { Refusal } from "../submit.ts";
import type { View } from "../view.ts";
import { PersonFields } from "./person-fields.tsx";
import { RoleChoices } from "./role-choices.tsx";

/** All people, who needs attention first, and the invitation. */
export function PeoplePage(props: { view: View; people: readonly Person[]; refusal?: Refusal | undefined }) {
  const { view, people } = props;
  const { t } = view;
  const approvers = people.filter((person) => person.roles.includes("approver") && person.state === "active").length;
  const mayInvite = view.person?.roles.includes("administrator") === true;
  return (
    <Page view={view} title={t("nav.people")} place="people" islands={["draft"]}>
      <PageHead
        lead={
          approvers < 2 ? (
            <>
              {t("people-page.lead-one")} {mayInvite ? <em>{t("people-page.lead-need")}</em> : null}
            </>
          ) : (
            t("people-page.lead-ok", { n: people.length, approvers })
          )
        }
        under={t("people-page.under")}
      />
      <div class="columns columns-side">
        <Section title={t("people-page.list")} bare>
          <ol class="rows">
            {people.map((person) => (
              <PersonRow view={view} person={person} />
            ))}
          </ol>
        </Section>
        {mayInvite ? (
          <Section title={t("people-page.invite")}>
            <form method="post" action="/people" class="form" data-draft="people">
              <RefusalNote refusal={props.refusal} />
              <PersonFields view={view} form={props.refusal?.form ?? EMPTY_FORM} />
              <RoleChoices view={view} chosen={props.refusal?.form.all("role") ?? ["editor"]} />
              <div class="form-foot">
                <button type="submit" class="button button-main">
                  {t("people-page.invite-submit")}
                </button>
              </div>
            </form>
          </Section>
        ) : (
          <p class="mute">{t("people-page.none-other")}</p>
        )}
      </div>
    </Page>
  );
}

function PersonRow(props: { view: View; person: Person }) {
  const { view, person } = props;
  const { t } = view;
  const roles = person.roles.map((role) => t(`role.${role}`)).join(", ");
  return (
    <li>
      <PersonState view={view} person={person} />
      <div>
        <p class="what">
          {person.displayName} {person.id === view.person?.id ? <span class="tag">{t("people-page.you")}</span> : null}
        </p>
        <p class="why">
          <span class="mono">{person.login}</span> · {roles === "" ? t("people-page.no-roles") : roles} ·{" "}
          {t("people-page.since", { when: dateOf(view, person.createdAtMs) })}
        </p>
      </div>
      <div class="go">
        <a class="button button-small" href={`/people/${person.id}`}>
          {t("people-page.open")}
        </a>
      </div>
    </li>
  );
}

/** Whether a person can sign in. */
export function PersonState(props: { view: View; person: Person }) {
  const kinds = { active: "good", invited: "wait", disabled: "off" } as const;
  return <State kind={kinds[props.person.state]}>{props.view.t(`people-page.state-${props.person.state}`)}</State>;
}
