import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hashBytes } from "../../tests/support/trust.ts";
import words from "../reference/pairing-words.json" with { type: "json" };
import { pairingWords } from "./pairing-words.ts";

const parties = { playerKeyId: "p".repeat(43), rootKeyIds: ["r".repeat(43), "s".repeat(43)], serverName: "Cột Mốc" };

describe("pairing words", () => {
  it("are drawn from 256 different short words in NFC", () => {
    expect(new Set(words).size).toBe(256);
    expect(words.every((word) => word.normalize("NFC") === word && /^[\p{L}]{2,8}$/u.test(word))).toBe(true);
  });

  it("are the same on both sides, in whatever order the root keys are listed", () => {
    const other = { ...parties, rootKeyIds: [...parties.rootKeyIds].reverse() };
    expect(pairingWords(other, hashBytes)).toEqual(pairingWords(parties, hashBytes));
  });

  it("change with the player's key, with any root key and with the server's name", () => {
    const original = pairingWords(parties, hashBytes).join(" ");
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9_-]{43}$/), (key) => {
        fc.pre(key !== parties.playerKeyId && !parties.rootKeyIds.includes(key));
        for (const changed of [
          { ...parties, playerKeyId: key },
          { ...parties, rootKeyIds: [key] },
          { ...parties, serverName: key },
        ]) {
          expect(pairingWords(changed, hashBytes).join(" ")).not.toBe(original);
        }
      }),
    );
  });
});
