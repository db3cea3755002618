import type { ServiceContext } from "../../server/context.ts";
import type { PlayRow } from "../../server/db/repos/play-log.ts";
import {
  type Archived,
  type ArchiveOptions,
  archiveOldPlays,
} from "../../server/services/archive/archive-old-plays.ts";
import { makePart } from "../../server/services/archive/part-job.ts";
import type { FakeClock } from "./fake-clock.ts";

const DAY_MS = 86_400_000;

/** Archives all that is old enough so many days from now, the files made in this process; the clock is put back. */
export async function archiveLater(
  house: { readonly ctx: ServiceContext; readonly clock: FakeClock },
  options: ArchiveOptions & { readonly days?: number } = {},
): Promise<Archived> {
  const { days = 500, ...rest } = options;
  const nowMs = house.clock.now();
  house.clock.set(nowMs + days * DAY_MS);
  try {
    return await archiveOldPlays(house.ctx, { makePart, ...rest });
  } finally {
    house.clock.set(nowMs);
  }
}

/** Every record of the table, by key. */
export function hotPlays({ db }: Pick<ServiceContext, "db">): Promise<PlayRow[]> {
  return db.selectFrom("play_records").selectAll().orderBy("player").orderBy("boot").orderBy("seq").execute();
}
