import { Icon } from "../parts/icon.tsx";
import type { View } from "../view.ts";

/** Stands over every page while the workspace is a demo; red when others can reach it. */
export function WorkspaceBand(props: { view: View }) {
  const { workspace, t, person } = props.view;
  if (workspace.demoMadeAtMs === null) return null;
  return (
    <div
      class={workspace.isPublic ? "workspace workspace-danger" : "workspace"}
      role={workspace.isPublic ? "alert" : "note"}
    >
      <div class="workspace-in">
        <Icon name={workspace.isPublic ? "now" : "look"} />
        <p>{t(workspace.isPublic ? "workspace.demo-public" : "workspace.demo")}</p>
        {person?.roles.includes("administrator") ? (
          <a class="button button-small" href="/workspace/demo">
            {t("workspace.remove-demo")}
          </a>
        ) : null}
      </div>
    </div>
  );
}
