import type { Child } from "hono/jsx";
import type { Refusal } from "../submit.ts";
import { Icon } from "./icon.tsx";

interface FieldProps {
  name: string;
  label: Child;
  value?: string | undefined;
  type?: string;
  help?: Child;
  /** What is wrong with it; stands beside it in the warm colour. */
  why?: string | undefined;
  /** Where the name comes more than once on the page. */
  id?: string;
  list?: string;
  inputmode?: "numeric" | "decimal";
  required?: boolean;
  autocomplete?: string;
  minlength?: number;
  maxlength?: number;
  placeholder?: string;
  class?: string;
  min?: string | number;
  max?: string | number;
  step?: string | number;
  autofocus?: boolean;
  lang?: string;
}

/** A labelled line of input; its help is read out with it. */
export function Field(props: FieldProps) {
  const { label, help, why, class: extra, ...input } = props;
  const id = props.id ?? `f-${props.name}`;
  return (
    <div class="field">
      <label class="name" for={id}>
        {label}
      </label>
      <input
        {...input}
        id={id}
        type={props.type ?? "text"}
        class={extra === undefined ? "input" : `input ${extra}`}
        aria-describedby={describedBy(id, help)}
        aria-invalid={why === undefined ? undefined : "true"}
      />
      <Help id={id} help={help} />
      <Why id={id} why={why} />
    </div>
  );
}

/** A labelled block of text. */
export function TextArea(props: {
  name: string;
  label: Child;
  value?: string;
  help?: Child;
  why?: string | undefined;
  rows?: number;
  required?: boolean;
  maxlength?: number;
  placeholder?: string;
  class?: string;
}) {
  const { label, help, why, value, class: extra, ...input } = props;
  const id = `f-${props.name}`;
  return (
    <div class="field">
      <label class="name" for={id}>
        {label}
      </label>
      <textarea
        {...input}
        id={id}
        class={extra === undefined ? "input" : `input ${extra}`}
        aria-describedby={describedBy(id, help)}
        aria-invalid={why === undefined ? undefined : "true"}
      >
        {value ?? ""}
      </textarea>
      <Help id={id} help={help} />
      <Why id={id} why={why} />
    </div>
  );
}

export interface Option {
  readonly value: string;
  readonly label: string;
}

/** A labelled choice of one. */
export function Select(props: {
  name: string;
  label: Child;
  options: readonly Option[];
  value?: string | undefined;
  help?: Child;
  why?: string | undefined;
  id?: string;
  required?: boolean;
}) {
  const id = props.id ?? `f-${props.name}`;
  return (
    <div class="field">
      <label class="name" for={id}>
        {props.label}
      </label>
      <select
        class="input"
        id={id}
        name={props.name}
        required={props.required}
        aria-describedby={describedBy(id, props.help)}
        aria-invalid={props.why === undefined ? undefined : "true"}
      >
        {props.options.map((option) => (
          <option value={option.value} selected={option.value === props.value}>
            {option.label}
          </option>
        ))}
      </select>
      <Help id={id} help={props.help} />
      <Why id={id} why={props.why} />
    </div>
  );
}

/** A box or button to choose, with what the choice means under it. */
export function Choice(props: {
  type: "checkbox" | "radio";
  name: string;
  value: string;
  checked: boolean;
  label: Child;
  children?: Child;
  required?: boolean;
}) {
  return (
    <label class="choice">
      <input
        type={props.type}
        name={props.name}
        value={props.value}
        checked={props.checked}
        required={props.required}
      />
      <b>{props.label}</b>
      {props.children === undefined ? null : <span>{props.children}</span>}
    </label>
  );
}

/** Why a form was not taken; stands at the form's head and takes the focus by its address. Each further mistake has a line. */
export function RefusalNote(props: { refusal: Refusal | undefined }) {
  if (props.refusal === undefined) return null;
  const { message, fields } = props.refusal;
  const more = [...new Set(Object.values(fields))].filter((why) => why !== message);
  return (
    <div class="say" role="alert" id="refusal">
      <Icon name="look" />
      <div>
        <p>{message}</p>
        {more.map((why) => (
          <p>{why}</p>
        ))}
      </div>
    </div>
  );
}

/** What is wrong with the field of this id; empty where nothing is, so that a check can fill it in. */
export function Why(props: { id: string; why: string | undefined }) {
  return (
    <span class="why" id={`${props.id}-why`} role="status">
      {props.why ?? ""}
    </span>
  );
}

function describedBy(id: string, help: Child | undefined): string {
  return help === undefined ? `${id}-why` : `${id}-why ${id}-help`;
}

function Help(props: { id: string; help: Child | undefined }) {
  if (props.help === undefined) return null;
  return (
    <span class="help" id={`${props.id}-help`}>
      {props.help}
    </span>
  );
}
