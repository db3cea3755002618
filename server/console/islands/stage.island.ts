// Feeds every stage frame of the page from the address it names. The frame is the stage's own page, which checks what it is given.
import type { PreviewFeed } from "../../../schemas/stage-channel.ts";
import { feedStage } from "./feed-stage.ts";

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
  return response.json();
}
