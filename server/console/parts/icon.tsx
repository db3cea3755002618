import type { Child } from "hono/jsx";

/** Shapes of the house, 14 × 14, in the colour of the text around them. */
export type IconName =
  | "now"
  | "look"
  | "good"
  | "half"
  | "missing"
  | "stale"
  | "draft"
  | "machine"
  | "unknown"
  | "down"
  | "off"
  | "file";

const SHAPES: Record<IconName, Child> = {
  now: (
    <>
      <path d="M7 .3L13.7 7 7 13.7.3 7z" fill="currentColor" />
      <path d="M7 3.8v3.8M7 9v1.3" stroke="var(--face)" stroke-width="1.5" />
    </>
  ),
  look: (
    <>
      <path d="M7 1.6l5.9 10.6H1.1z" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round" />
      <path d="M7 5.6v3M7 9.6v1.1" stroke="currentColor" stroke-width="1.4" />
    </>
  ),
  good: (
    <>
      <circle cx="7" cy="7" r="6.3" fill="currentColor" />
      <path d="M4 7.2l2.2 2.1L10.2 5" fill="none" stroke="var(--face)" stroke-width="1.6" />
    </>
  ),
  half: (
    <>
      <circle cx="7" cy="7" r="5.8" fill="none" stroke="currentColor" stroke-width="1.4" />
      <path d="M7 1.2a5.8 5.8 0 010 11.6z" fill="currentColor" />
    </>
  ),
  missing: (
    <rect
      x="1.2"
      y="1.2"
      width="11.6"
      height="11.6"
      fill="none"
      stroke="currentColor"
      stroke-width="1.4"
      stroke-dasharray="2.6 2"
    />
  ),
  stale: (
    <>
      <circle cx="7" cy="7" r="5.8" fill="none" stroke="currentColor" stroke-width="1.4" />
      <path d="M7 3.6V7l-2.4 1.8" fill="none" stroke="currentColor" stroke-width="1.4" />
    </>
  ),
  draft: <path d="M1.5 12.5l.7-3L9.5 2.2l2.3 2.3-7.3 7.3z" fill="none" stroke="currentColor" stroke-width="1.4" />,
  machine: <path d="M1 3.5h12M1 7h12M1 10.5h12" stroke="currentColor" stroke-width="1.4" stroke-dasharray="1.6 1.6" />,
  unknown: (
    <circle cx="7" cy="7" r="5.8" fill="none" stroke="currentColor" stroke-width="1.4" stroke-dasharray="2.2 2" />
  ),
  down: <path d="M7 1v8M3.8 6L7 9.2 10.2 6M1.5 12.5h11" fill="none" stroke="currentColor" stroke-width="1.5" />,
  off: (
    <>
      <circle cx="7" cy="7" r="5.8" fill="none" stroke="currentColor" stroke-width="1.4" />
      <path d="M2.9 2.9l8.2 8.2" stroke="currentColor" stroke-width="1.4" />
    </>
  ),
  file: <path d="M2.5 1.2h6l3 3v8.6h-9zM8.5 1.2v3h3" fill="none" stroke="currentColor" stroke-width="1.4" />,
};

/** One shape, silent for readers of the page aloud: a word always stands beside it. */
export function Icon(props: { name: IconName }) {
  return (
    <svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
      {SHAPES[props.name]}
    </svg>
  );
}

/** The marker stone: logo, seal, empty state. */
export function Stele(props: { plain?: boolean }) {
  return (
    <svg viewBox="0 0 18 24" width="18" height="24" aria-hidden="true">
      <path d="M1 24V6.5L9 .5l8 6V24z" fill="currentColor" />
      {props.plain ? null : <path d="M4.5 11.5h9M4.5 15h9" stroke="var(--son-fill)" stroke-width="1.8" />}
    </svg>
  );
}
