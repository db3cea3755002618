import type { PublicKey } from "../../../schemas/root-document.ts";
import type { Signer } from "../../../schemas/trust/envelope.ts";

/**
 * Where the server's private keys live: one file a key, mode 0600, in `DATA_DIR/keys`.
 * `root.json`, `scheduler.json` and `approver-<personId>.json`. Later these move to their holders; nothing else changes.
 */
export interface KeyCabinet {
  rootSigner(): Promise<Signer & { publicKey: PublicKey }>;
  schedulerSigner(): Promise<Signer & { publicKey: PublicKey }>;
  /** The person's own signer, made on first use. */
  personSigner(personId: string): Promise<Signer & { publicKey: PublicKey }>;
}
