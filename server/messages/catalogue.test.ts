import { expect, it } from "vitest";
import { catalogue, type Message, type MessageKey, text } from "./catalogue.ts";

const marks = (sentence: string) => [...new Set(sentence.match(/\{\w+\}/g) ?? [])].sort();
const all = Object.entries(catalogue) as [MessageKey, Message][];

it("every text exists in both languages, in NFC, and asks for the same parameters in each", () => {
  // A refusal worded by the pipeline itself comes once for each language.
  const worded = new Set<string>(["assets.refused", "approval.asset-failed", "stories.asset-failed"]);
  const wrong = all.filter(([key, { vi, en }]) => {
    const isWhole = vi.trim() !== "" && en.trim() !== "" && vi === vi.normalize("NFC") && en === en.normalize("NFC");
    return !isWhole || (!worded.has(key) && marks(vi).join() !== marks(en).join());
  });
  expect(wrong.map(([key]) => key)).toEqual([]);
});

it("a parameter that was not given stays visible instead of becoming empty", () => {
  expect(text("vi", "handover.title")).toContain("{name}");
  expect(text("en", "handover.title", { name: "A" })).toBe("Hand this link to A");
});
