import { mkdtemp, rm } from "node:fs/promises";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import buildOnce from "../../tests/support/build-once.ts";
import { makeBadClips } from "./recovery/bad-clips.ts";
import { benchBadItems } from "./recovery/bad-items.ts";
import { benchFilmFaults } from "./recovery/film-faults.ts";
import { benchPictureFaults } from "./recovery/picture-faults.ts";
import type { Result } from "./recovery/results.ts";
import { type CodedItem, CodedItems } from "./stage/coded-items.ts";

const IS_LONG = process.argv.includes("--long");
/** `--part=pictures`, `films` or `bad-items`: that part alone. */
const PART = process.argv.find((word) => word.startsWith("--part="))?.slice("--part=".length);
/** Two seconds. */
const FILM_FRAMES = 60;

/**
 * Faults of the display and items that cannot be shown, on a whole player, read from the display's memory; the last
 * line holds the figures.
 */
async function bench(): Promise<void> {
  buildOnce();
  const isWanted = (part: string) => PART === undefined || PART === part;
  const results: Result[] = [];
  if (isWanted("pictures")) results.push(...(await benchPictureFaults(IS_LONG)));
  if (isWanted("films") || isWanted("bad-items")) results.push(...(await withFilms(isWanted)));
  // Our own rig needs about one core; what waits beyond the cores there are is other people's work.
  const load = Number((loadavg()[0] ?? 0).toFixed(1));
  process.stdout.write(`${JSON.stringify({ bench: "recovery", load, contended: load > cpus().length, results })}\n`);
}

async function withFilms(isWanted: (part: string) => boolean): Promise<Result[]> {
  const directory = await mkdtemp(join(tmpdir(), "bench-recovery-"));
  try {
    const items = await CodedItems.open(directory);
    const makeFilm = (item: number): Promise<CodedItem> => items.makeClip([item], FILM_FRAMES);
    const [one, two, three] = [await makeFilm(1), await makeFilm(2), await makeFilm(3)];
    const results: Result[] = [];
    if (isWanted("films")) results.push(...(await benchFilmFaults([one, two, three], IS_LONG)));
    if (isWanted("bad-items")) {
      const bad = await makeBadClips(join(directory, "bad"), three.bytes);
      results.push(...(await benchBadItems([one, two], bad, IS_LONG)));
    }
    return results;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

await bench();
