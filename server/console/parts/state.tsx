import type { Child } from "hono/jsx";
import { Icon, type IconName } from "./icon.tsx";

export type StateKind = "now" | "look" | "good" | "wait" | "mine" | "missing" | "stale" | "draft" | "off" | "unknown";

const ICONS: Record<StateKind, IconName> = {
  now: "now",
  look: "look",
  good: "good",
  wait: "half",
  mine: "half",
  missing: "missing",
  stale: "stale",
  draft: "draft",
  off: "off",
  unknown: "unknown",
};

/** A state: shape, then word, then perhaps colour; never colour alone. */
export function State(props: { kind: StateKind; children?: Child }) {
  return (
    <span class={`state state-${props.kind}`}>
      <Icon name={ICONS[props.kind]} />
      <span>{props.children}</span>
    </span>
  );
}
