import type { LightName, LightState, ThreeLights } from "../screens/light-states.ts";
import type { View } from "../view.ts";

const FULL: Record<LightName, string> = {
  alive: "M7 2a5 5 0 100 10 5 5 0 000-10z",
  right: "M1.2 3h11.6v8H1.2z",
  proof: "M2.8 12.8V5L7 1.4 11.2 5v7.8z",
};

const HALF: Record<LightName, string> = {
  alive: "M7 2a5 5 0 000 10z",
  right: "M1.2 3H7v8H1.2z",
  proof: "M2.8 12.8V5L7 1.4v11.4z",
};

/** One light: its shape says which, its filling says how: full, half, struck through, dashed. */
export function Light(props: { name: LightName; state: LightState }) {
  return (
    <svg class={`light light-${props.state}`} viewBox="0 0 14 14" width="15" height="15" aria-hidden="true">
      <path d={FULL[props.name]} />
      {props.state === "half" ? <path class="half" d={HALF[props.name]} /> : null}
      {props.state === "bad" ? <path d="M1.5 12.5l11-11" /> : null}
    </svg>
  );
}

/** The three lights in a row, with their reading as text for who cannot see them. */
export function Lights(props: { view: View; lights: ThreeLights }) {
  const { t } = props.view;
  const names: LightName[] = ["alive", "right", "proof"];
  const reading = names.map((name) => `${t(`light.${name}`)}: ${t(`light.${props.lights[name]}`)}`).join(", ");
  return (
    <span class="lights" title={reading}>
      {names.map((name) => (
        <Light name={name} state={props.lights[name]} />
      ))}
      <span class="only-read">{reading}</span>
    </span>
  );
}
