import type { Child } from "hono/jsx";
import { Icon } from "../parts/icon.tsx";
import type { View } from "../view.ts";
import { Document } from "./document.tsx";
import { type Place, TopBar } from "./top-bar.tsx";
import { WorkspaceBand } from "./workspace-band.tsx";

/** A signed-in page. `bar` stays visible at the foot: the sentence of what will change, and Save. */
export function Page(props: {
  view: View;
  title: string;
  place: Place;
  crumbs?: readonly { href: string; label: string }[];
  islands?: readonly string[];
  bar?: Child;
  /** Loads itself anew after so long: for a page that waits for something, also without JavaScript. */
  refreshSeconds?: number | undefined;
  children?: Child;
}) {
  const { view } = props;
  const islands = new Set(props.islands ?? []);
  // A page that tells of a thing done lets the draft of its form go.
  if (view.told !== null) islands.add("draft");
  return (
    <Document
      view={view}
      title={props.title}
      islands={[...islands]}
      hasBar={props.bar !== undefined}
      refreshSeconds={props.refreshSeconds}
    >
      <a class="skip" href="#main">
        {view.t("shell.skip")}
      </a>
      <WorkspaceBand view={view} />
      <TopBar view={view} place={props.place} />
      <main class="page" id="main">
        {props.crumbs === undefined ? null : (
          <nav class="crumb" aria-label={view.t("shell.where")}>
            {props.crumbs.map((crumb) => (
              <>
                <a href={crumb.href}>{crumb.label}</a>
                <span aria-hidden="true">/</span>
              </>
            ))}
          </nav>
        )}
        <Told view={view} />
        {props.children}
      </main>
      {props.bar === undefined ? null : (
        <div class="bottom-bar">
          <div class="bottom-bar-in">{props.bar}</div>
        </div>
      )}
    </Document>
  );
}

/** What the request before this one did. */
export function Told(props: { view: View }) {
  if (props.view.told === null) return null;
  return (
    <div class="told" role="status">
      <Icon name="good" />
      <p>{props.view.told}</p>
    </div>
  );
}
