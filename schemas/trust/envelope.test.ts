import { expect, test } from "vitest";
import { Envelope } from "../envelope.ts";
import { envelopeBytes } from "./envelope.ts";

test("whatever passes as an envelope can be decoded: text that stands for no bytes is none", () => {
  const envelopeOf = (payload: string) => ({ payload, signatures: [{ protected: "e30", signature: "A".repeat(86) }] });
  for (const payload of ["A", "AAAAA", "AAAAAAAAA", "", "A=", "A A", "é"]) {
    expect(Envelope.safeParse(envelopeOf(payload)).success).toBe(false);
  }
  for (const payload of ["AA", "AAA", "AAAA", "e30", "_-8"]) {
    expect(envelopeBytes(Envelope.parse(envelopeOf(payload))).length).toBe(Math.floor((payload.length * 3) / 4));
  }
});
