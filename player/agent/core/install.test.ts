import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Manifest } from "../../../schemas/manifest.ts";
import { FIRST_INSTALL, stepInstall } from "./install.ts";
import type { InstallEffect, InstallEvent, InstallState } from "./install-events.ts";

const sha = (character: string) => character.repeat(64);

/** A manifest with one picture for each character of `items`. */
function manifestOf(revision: number, items: string): Manifest {
  return {
    type: "manifest",
    screenId: "01930000-0000-7000-8000-0000000000a1",
    siteId: "01930000-0000-7000-8000-0000000000b1",
    place: { name: "Cửa khẩu thử", languages: ["vi", "en"] },
    revision,
    timeZone: "Asia/Ho_Chi_Minh",
    days: [[0, 1, "0".repeat(16)]],
    weekly: Array.from({ length: 7 }, () => "0".repeat(16)),
    dayPlans: {},
    loops: {},
    items: [...items].map((character) => ({
      kind: "image",
      airingSha256: sha(character),
      editionVersionId: "01930000-0000-7000-8000-000000000002",
      language: "vi",
      renditions: [sha(character)],
      durationMs: 10_000,
      notBeforeMs: null,
      notAfterMs: null,
    })),
    entries: [],
    assets: Object.fromEntries(
      [...items].map((character) => [
        sha(character),
        { sizeBytes: 1, mediaType: "image/webp", chunkListSha256: sha("f") },
      ]),
    ),
    fallback: "0".repeat(16),
  };
}

type Bare = InstallEvent extends infer E ? (E extends unknown ? Omit<E, "random"> : never) : never;

function run(
  events: readonly Bare[],
  from: InstallState = FIRST_INSTALL,
): { state: InstallState; effects: InstallEffect[] } {
  let state = from;
  const effects: InstallEffect[] = [];
  for (const event of events) {
    const step = stepInstall(state, { ...event, random: 0 } as InstallEvent);
    state = step.state;
    effects.push(...step.effects);
  }
  return { state, effects };
}

const ONLINE: Bare[] = [{ type: "booted", held: null, highestRevision: 0 }, { type: "online" }];
const offered = (revision: number, items: string): Bare[] => [
  { type: "status", revision, sha256: sha(String(revision)) },
  { type: "manifest-opened", sha256: sha(String(revision)), manifest: manifestOf(revision, items) },
];
const got = (character: string): Bare[] => [
  { type: "airing", sha256: sha(character), result: "have" },
  { type: "media", sha256: sha(character), result: "have" },
];
const commits = (effects: readonly InstallEffect[]) =>
  effects.flatMap((effect) => (effect.type === "commit" ? [effect.name.revision] : []));

describe("installation", () => {
  it("commits once, and only when everything the manifest needs is there, in whatever order it comes", () => {
    const arrivals = fc.shuffledSubarray([..."abc"].flatMap(got), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(arrivals, (events) => {
        const begun = run([...ONLINE, ...offered(1, "abc")]);
        expect(commits(begun.effects)).toEqual([]);
        const almost = run(events.slice(0, -1), begun.state);
        expect(commits(almost.effects)).toEqual([]);
        const whole = run(events.slice(-1), almost.state);
        expect(commits(whole.effects)).toEqual([1]);
        expect(commits(run([{ type: "retry" }, { type: "recheck" }, ...got("a")], whole.state).effects)).toEqual([]);
        const done = run([{ type: "committed", sha256: sha("1") }], whole.state);
        expect(done.state.held?.revision).toBe(1);
      }),
    );
  });

  it("keeps the held manifest until the next is whole, and refuses one that goes back", () => {
    const held = run([...ONLINE, ...offered(5, "a"), ...got("a"), { type: "committed", sha256: sha("5") }]);
    const coming = run([...offered(6, "b")], held.state);
    expect(coming.state.held?.revision).toBe(5);
    const back = run([{ type: "status", revision: 4, sha256: sha("4") }], held.state);
    expect(back.effects).toEqual([
      { type: "refuse-manifest", name: { revision: 4, sha256: sha("4") }, reason: "gone-back" },
    ]);
    const other = run([{ type: "status", revision: 5, sha256: sha("e") }], held.state);
    expect(other.effects).toMatchObject([{ type: "refuse-manifest", reason: "gone-back" }]);
  });

  it("refuses a revision below the highest it ever installed, also when it holds none", () => {
    const booted: Bare[] = [{ type: "booted", held: null, highestRevision: 7 }, { type: "online" }];
    expect(run([...booted, { type: "status", revision: 6, sha256: sha("6") }]).effects).toMatchObject([
      { type: "refuse-manifest", reason: "gone-back" },
    ]);
    expect(run([...booted, { type: "status", revision: 7, sha256: sha("7") }]).effects).toMatchObject([
      { type: "fetch-manifest" },
    ]);
  });

  it("is not held up by what the server answers wrongly three times, and waits for what it cannot reach", () => {
    const wrong: Bare = { type: "media", sha256: sha("b"), result: "refused" };
    const begun = run([
      ...ONLINE,
      ...offered(1, "ab"),
      ...got("a"),
      { type: "airing", sha256: sha("b"), result: "have" },
    ]);
    const twice = run([wrong, wrong], begun.state);
    expect(commits(twice.effects)).toEqual([]);
    expect(commits(run([wrong], twice.state).effects)).toEqual([1]);
    const away: Bare = { type: "media", sha256: sha("b"), result: "unreachable" };
    const waiting = run([away, away, away, away], begun.state);
    expect(commits(waiting.effects)).toEqual([]);
    const asked = run([{ type: "retry" }], waiting.state).effects;
    expect(asked.some((effect) => effect.type === "fetch-media" && effect.sha256 === sha("b"))).toBe(true);
  });

  it("fetches a file again that was found changed", () => {
    const held = run([...ONLINE, ...offered(1, "a"), ...got("a"), { type: "committed", sha256: sha("1") }]);
    const lost = run([{ type: "media-lost", sha256: sha("a") }], held.state);
    expect(lost.effects).toMatchObject([{ type: "fetch-media", sha256: sha("a") }]);
    expect(lost.state.media.get(sha("a"))?.standing).toBe("fetching");
  });
});
