/** A closed lock, 12 × 12: the share is not the gate's to change. */
export function LockIcon() {
  return (
    <svg viewBox="0 0 14 14" width="12" height="12" aria-hidden="true">
      <rect x="2" y="6" width="10" height="7" fill="currentColor" />
      <path d="M4.3 6V4.2a2.7 2.7 0 015.4 0V6" fill="none" stroke="currentColor" stroke-width="1.5" />
    </svg>
  );
}

/** A moon, 12 × 12: it goes on over midnight. */
export function MoonIcon() {
  return (
    <svg viewBox="0 0 14 14" width="12" height="12" aria-hidden="true">
      <path d="M11.8 8.8A5.2 5.2 0 115.4 2a4.2 4.2 0 006.4 6.8z" fill="none" stroke="currentColor" stroke-width="1.4" />
    </svg>
  );
}
