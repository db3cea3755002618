import type { Child } from "hono/jsx";

/**
 * An act with consequences: a button that opens the sentence saying what will happen, and the button that does it.
 * Works without JavaScript.
 */
export function Confirm(props: {
  label: Child;
  action: string;
  verb: string;
  consequence: Child;
  warm?: boolean;
  children?: Child;
}) {
  return (
    <details class="confirm">
      <summary class={props.warm === true ? "button button-small button-son" : "button button-small"}>
        {props.label}
      </summary>
      <form method="post" action={props.action}>
        <p>{props.consequence}</p>
        {props.children}
        <div class="form-foot">
          <button type="submit" class="button button-small button-main">
            {props.verb}
          </button>
        </div>
      </form>
    </details>
  );
}
