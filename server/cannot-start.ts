/** Why the server cannot run here; the message is one line that says what to do. */
export class CannotStart extends Error {
  override readonly name = "CannotStart";
}
