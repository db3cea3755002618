import { describe, expect, test } from "vitest";
import { AgentClock } from "./clock.ts";

/** A clock whose page has run for `pageMs`, set by hand. */
function clockAt() {
  const page = { nowMs: 5_000 };
  return { page, clock: new AgentClock(() => page.nowMs) };
}

describe("the agent's clock as the page knows it", () => {
  test("is not turned back by a message that was read late", () => {
    const { page, clock } = clockAt();
    clock.takeSample(1_000_000);
    page.nowMs += 1_000;
    clock.takeSample(1_001_000 - 300);
    expect(clock.nowMs()).toBe(1_001_000);
  });

  test("counts a sample from when it came, not from when it was read", () => {
    const { page, clock } = clockAt();
    page.nowMs += 300;
    clock.takeSample(1_000_000, page.nowMs - 300);
    expect(clock.nowMs()).toBe(1_000_300);
  });

  test("follows a clock that was set back, at once when it is far and after a few messages when it is near", () => {
    const { clock } = clockAt();
    clock.takeSample(1_000_000);
    clock.takeSample(1_000_000 - 60_000);
    expect(clock.nowMs()).toBe(1_000_000 - 60_000);
    for (let count = 0; count < 4; count += 1) clock.takeSample(1_000_000 - 60_500);
    expect(clock.nowMs()).toBe(1_000_000 - 60_500);
  });

  test("is never behind the newest message: one that was read late is made good by the next", () => {
    const { page, clock } = clockAt();
    clock.takeSample(1_000_000 - 10);
    page.nowMs += 1_000;
    clock.takeSample(1_001_000);
    expect(clock.nowMs()).toBe(1_001_000);
    page.nowMs += 1_000;
    clock.takeSample(1_002_000 - 7);
    expect(clock.nowMs()).toBe(1_002_000);
  });

  test("follows one that was set forward at once", () => {
    const { clock } = clockAt();
    clock.takeSample(1_000_000);
    clock.takeSample(1_000_400);
    expect(clock.nowMs()).toBe(1_000_400);
  });
});
