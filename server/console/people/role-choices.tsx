import type { Role } from "../../db/tables.ts";
import { Choice } from "../parts/field.tsx";
import type { View } from "../view.ts";

const ROLES: readonly Role[] = ["editor", "province-editor", "ministry-editor", "approver", "administrator"];

/** The roles with what each may do. */
export function RoleChoices(props: { view: View; chosen: readonly string[] }) {
  return (
    <fieldset class="field">
      <legend class="name">{props.view.t("person.roles")}</legend>
      <div>
        {ROLES.map((role) => (
          <Choice
            type="checkbox"
            name="role"
            value={role}
            checked={props.chosen.includes(role)}
            label={props.view.t(`role.${role}`)}
          >
            {props.view.t(`role.${role}-what`)}
          </Choice>
        ))}
      </div>
    </fieldset>
  );
}
