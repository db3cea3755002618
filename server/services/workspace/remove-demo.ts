import { asActor, type ServiceContext } from "../../context.ts";
import { deleteSetting } from "../../db/repos/settings.ts";
import { withTransaction } from "../../db/transaction.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { disablePerson } from "../people/disable-person.ts";
import { requireRole } from "../people/require-role.ts";
import { readSchedule } from "../schedule/read-schedule.ts";
import { retireDaypart } from "../schedule/retire-daypart.ts";
import { retirePlaylist } from "../schedule/retire-playlist.ts";
import { retireScheduleEntry } from "../schedule/retire-schedule-entry.ts";
import { DEMO_MADE_AT_KEY } from "../settings/workspace-notice.ts";
import { retireCluster, retireScreen, retireSite } from "../sites/retire.ts";
import { retireStory } from "../stories/create-story.ts";
import { DEMO_NOUNS_KEY, type DemoRecord, findDemo } from "./demo-record.ts";

/**
 * Takes everything the demo made out of use by the ordinary verbs: its screen goes dark to the slate, its player's key
 * is revoked, its two persons can approve no more. What it played stays in the evidence. A demo playlist or
 * daypart that an entry of the operator's own names stays with them. Interrupted, it goes on where it stopped when called again; without a demo it
 * changes nothing. Administrators only.
 */
export async function removeDemo(ctx: ServiceContext): Promise<void> {
  requireRole(ctx, "administrator");
  const demo = await findDemo(ctx);
  if (demo === undefined) return;
  const system = asActor(ctx, { kind: "system", reason: "remove-demo" });
  await retireScreen(system, { screenId: demo.screenId });
  await retireCluster(system, { clusterId: demo.clusterId });
  await retireSite(system, { siteId: demo.siteId });
  await retireSchedule(system, demo);
  for (const storyId of demo.storyIds) await retireStory(system, { storyId });
  for (const personId of demo.personIds) await disablePerson(system, { personId });
  await withTransaction(ctx.db, async (tx) => {
    await deleteSetting(tx, DEMO_NOUNS_KEY);
    await deleteSetting(tx, DEMO_MADE_AT_KEY);
    await recordAudit(tx, ctx, { action: "remove-demo", noun: "workspace", nounId: "demo", detail: { ...demo } });
  });
}

async function retireSchedule(system: ServiceContext, demo: DemoRecord): Promise<void> {
  const { entries, playlists } = await readSchedule(system);
  const left = entries.filter(({ id }) => !demo.entryIds.includes(id));
  for (const { id } of entries) if (demo.entryIds.includes(id)) await retireScheduleEntry(system, { entryId: id });
  for (const { id } of playlists) {
    const isOwn = left.some((entry) => entry.playlistId === id);
    if (demo.playlistIds.includes(id) && !isOwn) await retirePlaylist(system, { playlistId: id });
  }
  for (const daypartId of demo.daypartIds) {
    const isOwn = left.some(({ hours }) => hours.kind === "named" && hours.daypartId === daypartId);
    if (!isOwn) await retireDaypart(system, { daypartId });
  }
}
