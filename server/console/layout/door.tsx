import type { Child } from "hono/jsx";
import { Stele } from "../parts/icon.tsx";
import type { View } from "../view.ts";
import { Document } from "./document.tsx";
import { Told } from "./page.tsx";
import { LanguageSwitch } from "./switches.tsx";

/** A page for who is not signed in: one block, nothing else to read. */
export function Door(props: { view: View; title: string; islands?: readonly string[]; children?: Child }) {
  const { view } = props;
  return (
    <Document view={view} title={props.title} islands={props.islands ?? []}>
      <div class="door">
        <header class="door-top">
          <span class="mark">
            <Stele />
            Cột Mốc
          </span>
          <LanguageSwitch view={view} />
        </header>
        <main class="door-in" id="main">
          <Told view={view} />
          {props.children}
        </main>
        <p class="door-foot">{view.t("shell.foot")}</p>
      </div>
    </Document>
  );
}
