/** A backup cannot be made or brought back; the message is one sentence for the operator, and nothing was changed. */
export class BackupRefused extends Error {
  override readonly name = "BackupRefused";
}
