import type { ServiceContext } from "../../server/context.ts";
import { ingestBatch, type LedgerPlayer } from "../../server/services/ledger/ingest-batch.ts";
import { loadReference } from "../../server/services/reference/load-reference.ts";
import { addEditionVersion } from "../../server/services/stories/add-edition-version.ts";
import { createStory } from "../../server/services/stories/create-story.ts";
import { putReadyAsset } from "./content-factory.ts";
import { addPlayer, batchOf, deviceLog, type Showing } from "./play-device.ts";
import { addScreen } from "./screen-factory.ts";
import { createTestContext, type TestContext } from "./server-context.ts";
import { makeSigner, type TestSigner } from "./trust.ts";

/** An edition version that plays may name. */
export interface WorldVersion {
  readonly id: string;
  readonly story: number;
  readonly language: string;
  readonly programmes: readonly string[];
}

/** A screen with a player of its own, whose log grows. */
export interface WorldScreen {
  readonly screenId: string;
  readonly clusterId: string;
  readonly player: LedgerPlayer;
  readonly signer: TestSigner;
  /** Showings told so far, each boot's apart. */
  readonly boots: Showing[][];
}

/** Stories in several languages and programmes, screens with players, and nothing played yet. */
export interface ReportWorld {
  readonly house: TestContext;
  readonly editor: ServiceContext;
  readonly administrator: ServiceContext;
  readonly versions: readonly WorldVersion[];
  readonly screens: readonly WorldScreen[];
  /** Tells these showings as one batch of a new boot, received now. */
  play(screen: WorldScreen, showings: readonly Showing[]): Promise<void>;
  close(): Promise<void>;
}

/** Story, language and programmes of each version; parts of one programme, funds, themes, and none at all. */
const VERSIONS = [
  [0, "vi", ["GNBV-2125.DA6", "NSTW"]],
  [0, "km", ["GNBV-2125.DA6", "NSTW"]],
  [1, "vi", ["GNBV-2125.DA6.TDA1", "BGLT"]],
  [1, "en", ["GNBV-2125.DA6.TDA1"]],
  [2, "lo", ["DTTSMN-2130", "GNBV-2125"]],
  [3, "vi", ["XHH", "DTTSMN-2130.DA10"]],
  [4, "rad", []],
  [5, "zh-Hans", ["BGLT", "IUU"]],
] as const;

export async function createReportWorld(screenCount = 3): Promise<ReportWorld> {
  const house = await createTestContext();
  // Everything is there before the first report's period begins.
  house.clock.set(Date.parse("2026-08-01T00:00:00Z"));
  await loadReference(house.ctx);
  const editor = await house.asPerson(["editor"]);
  const administrator = await house.asPerson(["administrator"]);
  const stories = new Map<number, string>();
  const versions: WorldVersion[] = [];
  for (const [story, language, programmes] of VERSIONS) {
    const title = `Tin ${story}`;
    const storyId = stories.get(story) ?? (await createStory(editor, { title })).storyId;
    stories.set(story, storyId);
    const { assetSha256 } = await putReadyAsset(house.ctx, `${story} ${language}`);
    const { editionVersionId } = await addEditionVersion(editor, {
      ...{ kind: "image", storyId, language, title: `${title} ${language}`, assetSha256, programmes: [...programmes] },
    });
    versions.push({ id: editionVersionId, story, language, programmes });
  }
  const screens: WorldScreen[] = [];
  for (let index = 0; index < screenCount; index += 1) {
    const { screenId, clusterId } = await addScreen(house.ctx);
    const signer = await makeSigner();
    screens.push({ screenId, clusterId, player: await addPlayer(house.ctx, signer, screenId), signer, boots: [] });
  }
  return {
    ...{ house, editor, administrator, versions, screens },
    play: async ({ player, signer, boots }, showings) => {
      if (showings.length === 0) return;
      boots.push([...showings]);
      const log = deviceLog(player.number, boots);
      await ingestBatch(house.ctx, player, await batchOf(log, log.length - showings.length, log.length, signer));
    },
    close: () => house.close(),
  };
}
