import type { FormInput } from "../form-input.ts";

export interface Tick {
  readonly value: string;
  readonly label: string;
  /** What stands behind the label, smaller. */
  readonly note?: string;
  readonly lang?: string;
}

/** A list of boxes, long ones in a frame of their own. */
export function Ticks(props: { form: FormInput; name: string; ticks: readonly Tick[] }) {
  const chosen = new Set(props.form.all(props.name));
  return (
    <div class="tick-list">
      {props.ticks.map((tick) => (
        <label lang={tick.lang}>
          <input type="checkbox" name={props.name} value={tick.value} checked={chosen.has(tick.value)} />
          {tick.label}
          {tick.note === undefined ? null : <small class="faint"> {tick.note}</small>}
        </label>
      ))}
    </div>
  );
}
