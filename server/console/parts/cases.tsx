import type { Child } from "hono/jsx";
import { Why } from "./field.tsx";

/**
 * A choice of one whose fields follow it: chips in a row, and under them the fields of the chosen one alone. The
 * stylesheet shows them, so it works without JavaScript; what was typed into the others stays.
 */
export function Cases(props: { legend: Child; field: string; why?: string | undefined; children?: Child }) {
  return (
    <fieldset class="field" aria-describedby={`f-${props.field}-why`}>
      <legend class="name">{props.legend}</legend>
      <div class="cases">{props.children}</div>
      <Why id={`f-${props.field}`} why={props.why} />
    </fieldset>
  );
}

/** One of the choices; without children it has no fields. */
export function Case(props: { name: string; value: string; chosen: string; label: Child; children?: Child }) {
  return (
    <div class="case">
      <Chip type="radio" name={props.name} value={props.value} checked={props.value === props.chosen}>
        {props.label}
      </Chip>
      {props.children === undefined ? null : <div class="case-fields">{props.children}</div>}
    </div>
  );
}

/** A box or button to choose, as small as its word. */
export function Chip(props: {
  type: "checkbox" | "radio";
  name: string;
  value: string;
  checked: boolean;
  children?: Child;
}) {
  return (
    <label class="chip chip-choice">
      <input type={props.type} name={props.name} value={props.value} checked={props.checked} />
      {props.children}
    </label>
  );
}
