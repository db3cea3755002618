import { join } from "node:path";
import { Envelope } from "../../../schemas/envelope.ts";
import { PLAYER_PATHS } from "../../../schemas/player-http.ts";
import type { RootDocument } from "../../../schemas/root-document.ts";
import { openFirstRoot, openNextRoot } from "../../../schemas/trust/root-of-trust.ts";
import type { ServerLink } from "../ports/network.ts";
import { openTwinFile } from "../ports/twin-file.ts";
import type { TrustedStateFile } from "./trusted-state.ts";

/** Root versions followed in one go; a server that offers more is not believed. */
const MAX_STEPS = 1_000;

/** The root pinned at pairing, or its successor reached step by step. */
export interface RootKeeper {
  /** Throws before a root was pinned. */
  readonly current: RootDocument;
  readonly isPinned: boolean;
  /** Pins the root whose words the operator compared. */
  pin(envelope: Envelope): Promise<void>;
  /** Asks for the next versions until there is none; every step is vouched for by the one before. Returns whether it moved. */
  follow(link: ServerLink): Promise<boolean>;
}

/** Opens `<dataDir>/root.{a,b}`. A root older than the one already trusted is not used. */
export async function openRootKeeper(dataDir: string, trusted: TrustedStateFile): Promise<RootKeeper> {
  const file = openTwinFile(join(dataDir, "root"));
  const text = await file.read();
  let current: RootDocument | undefined;
  if (text !== undefined) {
    const opened = await openFirstRoot(Envelope.parse(JSON.parse(text)));
    if (!opened.ok) throw new Error(`The pinned root cannot be read: ${opened.reason}.`);
    if (opened.document.version < trusted.current.rootVersion) throw new Error("The pinned root has gone back.");
    current = opened.document;
  }
  const keep = async (envelope: Envelope, document: RootDocument): Promise<void> => {
    // The document first: a version that is trusted but not held would lock this player out.
    await file.write(JSON.stringify(envelope));
    await trusted.raise({ rootVersion: document.version });
    current = document;
  };
  return {
    get current() {
      if (current === undefined) throw new Error("No root is pinned yet.");
      return current;
    },
    get isPinned() {
      return current !== undefined;
    },
    async pin(envelope) {
      const opened = await openFirstRoot(envelope);
      if (!opened.ok) throw new Error(`The offered root cannot be read: ${opened.reason}.`);
      await keep(envelope, opened.document);
    },
    async follow(link) {
      let moved = false;
      for (let step = 0; step < MAX_STEPS && current !== undefined; step += 1) {
        const answer = await link.getJson(PLAYER_PATHS.root(current.version + 1));
        const envelope = answer.kind === "json" ? Envelope.safeParse(answer.data) : undefined;
        if (envelope?.success !== true) return moved;
        const next = await openNextRoot(envelope.data, current);
        if (!next.ok) return moved;
        await keep(envelope.data, next.document);
        moved = true;
      }
      return moved;
    },
  };
}
