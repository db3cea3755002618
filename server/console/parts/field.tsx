import type { Child } from "hono/jsx";
import type { Refusal } from "../submit.ts";
import { Icon } from "./icon.tsx";

interface FieldProps {
  name: string;
  label: Child;
  value?: string | undefined;
  type?: string;
  help?: Child;
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
  const { label, help, class: extra, ...input } = props;
  const id = `f-${props.name}`;
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
        aria-describedby={help === undefined ? undefined : `${id}-help`}
      />
      <Help id={id} help={help} />
    </div>
  );
}

/** A labelled block of text. */
export function TextArea(props: {
  name: string;
  label: Child;
  value?: string;
  help?: Child;
  rows?: number;
  required?: boolean;
  maxlength?: number;
  placeholder?: string;
}) {
  const { label, help, value, ...input } = props;
  const id = `f-${props.name}`;
  return (
    <div class="field">
      <label class="name" for={id}>
        {label}
      </label>
      <textarea {...input} id={id} class="input" aria-describedby={help === undefined ? undefined : `${id}-help`}>
        {value ?? ""}
      </textarea>
      <Help id={id} help={help} />
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
  required?: boolean;
}) {
  const id = `f-${props.name}`;
  return (
    <div class="field">
      <label class="name" for={id}>
        {props.label}
      </label>
      <select class="input" id={id} name={props.name} required={props.required}>
        {props.options.map((option) => (
          <option value={option.value} selected={option.value === props.value}>
            {option.label}
          </option>
        ))}
      </select>
      <Help id={id} help={props.help} />
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

/** Why a form was not taken; stands at the form's head and takes the focus by its address. */
export function RefusalNote(props: { refusal: Refusal | undefined }) {
  if (props.refusal === undefined) return null;
  return (
    <div class="say" role="alert" id="refusal">
      <Icon name="look" />
      <p>{props.refusal.message}</p>
    </div>
  );
}

function Help(props: { id: string; help: Child | undefined }) {
  if (props.help === undefined) return null;
  return (
    <span class="help" id={`${props.id}-help`}>
      {props.help}
    </span>
  );
}
