import type { Child } from "hono/jsx";
import { Why } from "./field.tsx";

/**
 * Rows of the same fields, as many as needed. The button asks the server for one more; an island adds it at once. A row
 * left empty counts for nothing.
 */
export function Rows(props: {
  /** Name of the first field of a row: its mistakes and its count go by it. */
  field: string;
  legend: Child;
  help?: Child;
  more: string;
  why?: string | undefined;
  children?: Child;
}) {
  return (
    <fieldset class="field">
      <legend class="name">{props.legend}</legend>
      <div class="field-rows" data-rows={props.field}>
        {props.children}
      </div>
      {props.help === undefined ? null : <span class="help">{props.help}</span>}
      <Why id={`f-${props.field}`} why={props.why} />
      <div>
        <button
          type="submit"
          class="button button-small"
          name="more"
          value={props.field}
          formnovalidate
          data-more={props.field}
        >
          {props.more}
        </button>
      </div>
    </fieldset>
  );
}

/** How many rows to show: what was sent, at least one, and one more where it was asked for. */
export function rowCount(sent: readonly string[], isMore: boolean): number {
  return Math.max(1, sent.length) + (isMore ? 1 : 0);
}
