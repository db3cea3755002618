import { describe, expect, it } from "vitest";
import { feedFile } from "../../../tests/support/feed-server.ts";
import { robotsVerdict } from "./robots-rule.ts";

const ROBOTS_URL = "https://www.vietnam.vn/robots.txt";
const text = feedFile("agencies/robots-crawl-delay.txt").toString();
const verdict = (path: string, copy: Parameters<typeof robotsVerdict>[1] = { answer: 200, text }) =>
  robotsVerdict(ROBOTS_URL, copy, `https://www.vietnam.vn${path}`, "BorderKiosk/1.0");

describe("robots.txt", () => {
  it("obeys allow, disallow, wildcard and crawl delay", () => {
    expect(verdict("/search")).toEqual({ kind: "disallowed" });
    expect(verdict("/x?page=2")).toEqual({ kind: "disallowed" });
    expect(verdict("/category/du-lich")).toEqual({ kind: "allowed", crawlDelayMs: 10_000 });
  });

  it("reads 4xx as no rules, 5xx as wait, and keeps the last copy when unreachable", () => {
    expect(verdict("/search", { answer: 404, text: null })).toEqual({ kind: "allowed", crawlDelayMs: 0 });
    expect(verdict("/category/du-lich", { answer: 503, text })).toEqual({ kind: "wait" });
    expect(verdict("/search", { answer: "unreachable", text })).toEqual({ kind: "disallowed" });
    expect(verdict("/category/du-lich", { answer: "unreachable", text: null })).toEqual({ kind: "wait" });
  });
});
