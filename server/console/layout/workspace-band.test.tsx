import { expect, it } from "vitest";
import { text } from "../../messages/catalogue.ts";
import type { Person } from "../../services/people/person.ts";
import type { View } from "../view.ts";
import { WorkspaceBand } from "./workspace-band.tsx";

const administrator: Person = {
  id: "01a200ad-0000-7000-8000-000000000001",
  login: "admin",
  displayName: "Admin",
  state: "active",
  roles: ["administrator"],
  createdAtMs: 0,
};

it("a demo that other machines can reach is an alarm on every page, with the one action that ends it", async () => {
  const band = await draw({ demoMadeAtMs: 1, isPublic: true });
  expect(band).toContain('role="alert"');
  expect(band).toContain("workspace-danger");
  expect(band).toContain('href="/workspace/demo"');
});

it("a demo on this machine alone is a note and no alarm; without a demo there is no band", async () => {
  const band = await draw({ demoMadeAtMs: 1, isPublic: false });
  expect(band).toContain('role="note"');
  expect(band).not.toContain("workspace-danger");
  expect(await draw({ demoMadeAtMs: null, isPublic: true })).toBe("");
});

it("only an administrator is offered to remove the demo", async () => {
  const band = await draw({ demoMadeAtMs: 1, isPublic: true }, { ...administrator, roles: ["editor"] });
  expect(band).not.toContain('href="/workspace/demo"');
});

async function draw(workspace: View["workspace"], person: Person = administrator): Promise<string> {
  const view: View = {
    locale: "vi",
    t: (key, parameters) => text("vi", key, parameters),
    person,
    nowMs: 0,
    here: "/",
    theme: null,
    told: null,
    workspace,
    waitingForMe: 0,
    asset: (name) => name,
  };
  return String(await (<WorkspaceBand view={view} />).toString());
}
