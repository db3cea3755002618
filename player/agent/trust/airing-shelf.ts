import { rm } from "node:fs/promises";
import { join } from "node:path";
import { AiringBundle, PLAYER_PATHS } from "../../../schemas/player-http.ts";
import { type AiringVerdict, judgeAiring } from "../../../schemas/trust/airing-approval.ts";
import type { FetchResult } from "../core/install-events.ts";
import { findText, listFilesBelow, writeFileDurably } from "../ports/files.ts";
import type { ServerLink } from "../ports/network.ts";
import { sha256Hex } from "../sha256.ts";
import type { RootKeeper } from "./root-keeper.ts";

/** Airing documents with their approvals, judged against the pinned root. */
export interface AiringShelf {
  /** The verdict of this run; `undefined` while the document is not here. */
  verdictOf(airingSha256: string): AiringVerdict | undefined;
  /** Takes the document from disk if it is good there, else from the server; keeps only what was found good. */
  obtain(airingSha256: string, siteId: string, link: ServerLink): Promise<FetchResult>;
  /** Judges every kept document again, because the root or the site has changed. No verdict is missing meanwhile. */
  judgeAgain(siteId: string): Promise<void>;
  /** Removes every document that is not kept; asked at the moment each would go. */
  prune(isKept: (airingSha256: string) => boolean): Promise<void>;
}

/** Opens `<dataDir>/airings/<aa>/<sha256>.json`. */
export function openAiringShelf(dataDir: string, root: RootKeeper): AiringShelf {
  let verdicts = new Map<string, AiringVerdict>();
  const pathOf = (sha256: string) => join(dataDir, "airings", sha256.slice(0, 2), `${sha256}.json`);

  async function judge(data: unknown, airingSha256: string, siteId: string): Promise<AiringVerdict> {
    const bundle = AiringBundle.safeParse(data);
    if (!bundle.success) return { ok: false, reason: "document-malformed" };
    return judgeAiring(bundle.data, airingSha256, siteId, root.current, sha256Hex);
  }

  async function judgeKept(airingSha256: string, siteId: string): Promise<AiringVerdict | undefined> {
    const text = await findText(pathOf(airingSha256));
    if (text === undefined) return undefined;
    try {
      return await judge(JSON.parse(text), airingSha256, siteId);
    } catch (error) {
      if (error instanceof SyntaxError) return { ok: false, reason: "document-changed" };
      throw error;
    }
  }

  return {
    verdictOf: (airingSha256) => verdicts.get(airingSha256),
    async obtain(airingSha256, siteId, link) {
      const kept = await judgeKept(airingSha256, siteId);
      if (kept?.ok === true) {
        verdicts.set(airingSha256, kept);
        return "have";
      }
      const answer = await link.getJson(PLAYER_PATHS.airing(airingSha256));
      if (answer.kind !== "json") {
        if (kept !== undefined) verdicts.set(airingSha256, kept);
        return answer.kind;
      }
      const verdict = await judge(answer.data, airingSha256, siteId);
      verdicts.set(airingSha256, verdict);
      if (!verdict.ok) return "refused";
      await writeFileDurably(pathOf(airingSha256), JSON.stringify(answer.data));
      return "have";
    },
    async judgeAgain(siteId) {
      const again = new Map<string, AiringVerdict>();
      for (const airingSha256 of verdicts.keys()) {
        const verdict = await judgeKept(airingSha256, siteId);
        if (verdict !== undefined) again.set(airingSha256, verdict);
      }
      verdicts = again;
    },
    async prune(isKept) {
      for (const airingSha256 of verdicts.keys()) if (!isKept(airingSha256)) verdicts.delete(airingSha256);
      for (const { name, path } of await listFilesBelow(join(dataDir, "airings"))) {
        if (!isKept(name.replace(/\.json$/, ""))) await rm(path, { force: true });
      }
    },
  };
}
