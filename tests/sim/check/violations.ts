/** The promises a simulated world is held to, each under the name by which a violation is told. */
export type ViolationKind =
  | "play-lost"
  | "play-doubled"
  | "play-invented"
  | "wrong-duration"
  | "wrong-start"
  | "out-of-order"
  | "mark-over-hole"
  | "totals-differ"
  | "gap-miscounted"
  | "honest-player-accused"
  | "unapproved-shown"
  | "withdrawn-shown"
  | "withdrawn-too-slowly"
  | "expired-shown"
  | "went-back"
  | "out-of-hand"
  | "never-converged";

export interface Violation {
  readonly kind: ViolationKind;
  readonly atMs: number;
  readonly detail: string;
}
