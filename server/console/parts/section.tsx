import type { Child } from "hono/jsx";
import { Stele } from "./icon.tsx";

/** A titled block. `bare`: its content brings its own spacing (rows, tables). */
export function Section(props: {
  title: Child;
  note?: Child;
  end?: Child;
  bare?: boolean;
  id?: string;
  children?: Child;
}) {
  return (
    <section class="section" id={props.id}>
      <header>
        <h2>{props.title}</h2>
        {props.note === undefined ? null : <p>{props.note}</p>}
        {props.end === undefined ? null : <span class="end">{props.end}</span>}
      </header>
      {props.bare === true ? props.children : <div class="body">{props.children}</div>}
    </section>
  );
}

/** Nothing here yet, and the step that changes it. */
export function Empty(props: { title: string; children?: Child }) {
  return (
    <div class="empty">
      <Stele plain />
      <h2>{props.title}</h2>
      {props.children}
    </div>
  );
}

/** The head of a page: its first sentence, what stands under it, and the acts of the page. */
export function PageHead(props: { lead: Child; under?: Child; children?: Child }) {
  return (
    <div class="page-head">
      <div>
        <h1 class="lead">{props.lead}</h1>
        {props.under === undefined ? null : <p class="under">{props.under}</p>}
      </div>
      {props.children === undefined ? null : <div class="acts">{props.children}</div>}
    </div>
  );
}
