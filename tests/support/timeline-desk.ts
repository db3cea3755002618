import type { ServiceContext } from "../../server/context.ts";
import { approveAiring } from "../../server/services/approval/approve-airing.ts";
import { submitForApproval } from "../../server/services/approval/submit-for-approval.ts";
import { createPlaylist } from "../../server/services/schedule/create-playlist.ts";
import { createScheduleEntry } from "../../server/services/schedule/create-schedule-entry.ts";
import { replacePlaylistItems } from "../../server/services/schedule/replace-playlist-items.ts";
import { createCluster } from "../../server/services/sites/create-cluster.ts";
import { createScreen } from "../../server/services/sites/create-screen.ts";
import { createSite } from "../../server/services/sites/create-site.ts";
import { addEditionVersion } from "../../server/services/stories/add-edition-version.ts";
import { createStory } from "../../server/services/stories/create-story.ts";
import { addPerson } from "./server-context.ts";

const SHAPES = { wide: [1_920, 1_080], tall: [1_080, 1_920], strip: [1_920, 320] } as const;

/** A desk that may do everything a schedule asks for, in a running server's own database. */
export interface TimelineDesk {
  /** Of the ministry. */
  readonly editor: ServiceContext;
  /** A site at a gate with screens of these shapes, by name. */
  gate(
    gateId: string,
    screens: Readonly<Record<string, keyof typeof SHAPES>>,
  ): Promise<{
    readonly siteId: string;
    readonly screenIds: Readonly<Record<string, string>>;
  }>;
  /** A playlist of one story told as slides of ten seconds, signed by two people unless it waits. */
  playlist(name: string, languages: readonly string[], waits?: boolean): Promise<string>;
  entry(input: Readonly<Record<string, unknown>>): Promise<string>;
}

export async function timelineDesk(ctx: ServiceContext): Promise<TimelineDesk> {
  const editor = await addPerson(ctx, ["ministry-editor", "administrator"]);
  const approvers = [await addPerson(ctx, ["approver"]), await addPerson(ctx, ["approver"])];
  return {
    editor,
    gate: async (gateId, screens) => {
      const { siteId } = await createSite(editor, { gateId });
      const { clusterId } = await createCluster(editor, { siteId, name: "Sảnh" });
      const screenIds: Record<string, string> = {};
      for (const [name, shape] of Object.entries(screens)) {
        const [widthPx, heightPx] = SHAPES[shape];
        screenIds[name] = (await createScreen(editor, { clusterId, name, widthPx, heightPx })).screenId;
      }
      return { siteId, screenIds };
    },
    playlist: async (name, languages, waits = false) => {
      const { storyId } = await createStory(editor, { title: name });
      for (const language of languages) {
        const fields = {
          headline: `${name} (${language})`,
          summary: "",
          credit: "",
          place: "",
          languageName: language,
        };
        const { editionVersionId } = await addEditionVersion(editor, {
          kind: "slide",
          storyId,
          language,
          title: name,
          templateId: "headline",
          fields: { ...fields, qr: null, second: null },
          durationMs: 10_000,
        });
        const { airingSha256 } = await submitForApproval(editor, { editionVersionId });
        if (waits) continue;
        for (const approver of approvers) await approveAiring(approver, { airingSha256 });
      }
      const { playlistId } = await createPlaylist(editor, { name });
      await replacePlaylistItems(editor, { playlistId, storyIds: [storyId] });
      return playlistId;
    },
    entry: async (input) => (await createScheduleEntry(editor, { untilDate: null, ...input })).entryId,
  };
}
