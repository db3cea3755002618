import words from "../reference/pairing-words.json" with { type: "json" };
import { canonicalBytes } from "../trust/canonical-json.ts";

/** SHA-256 of bytes in lower-case hex. */
type HashBytes = (bytes: Uint8Array) => string;

/**
 * Returns the six words that console and stage both show while pairing: 48 bits over the player's key, the server's
 * root keys and its name. Whoever sits in between would have to grind 2^47 keys within the ten minutes a code lives.
 */
export function pairingWords(
  parties: { playerKeyId: string; rootKeyIds: readonly string[]; serverName: string },
  hash: HashBytes,
): string[] {
  const digest = hash(
    canonicalBytes({ type: "pairing-words", ...parties, rootKeyIds: [...parties.rootKeyIds].sort() }),
  );
  return [0, 1, 2, 3, 4, 5].map((index) => {
    const word = words[Number.parseInt(digest.slice(index * 2, index * 2 + 2), 16)];
    if (word === undefined) throw new Error("The list of pairing words must hold 256 words.");
    return word;
  });
}
