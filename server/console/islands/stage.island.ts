// Feeds every stage frame of the page from the address it names. The frame is the stage's own page.

import { z } from "zod";
import { PreviewFeed } from "../../../schemas/stage-channel.ts";
import { feedStage } from "./feed-stage.ts";

// The page's policy forbids building code from text, which zod would otherwise try first.
z.config({ jitless: true });

for (const frame of document.querySelectorAll<HTMLIFrameElement>('iframe[data-feed^="/"]')) {
  fetchFeed(frame.dataset.feed ?? "").then(
    (feed) => feedStage(frame, feed),
    () => {
      const failed = frame.parentElement?.querySelector<HTMLElement>(".stage-failed");
      if (failed) failed.hidden = false;
    },
  );
}

async function fetchFeed(address: string): Promise<PreviewFeed> {
  const response = await fetch(address, {
    headers: { accept: "application/json" },
    signal: AbortSignal.timeout(20_000),
  });
  if (!response.ok) throw new Error(`The feed answered ${response.status}.`);
  return PreviewFeed.parse(await response.json());
}
