// Feeds every stage frame of the page from the address it names. The frame is the stage's own page, which checks what it is given.
import { feedStage } from "./feed-stage.ts";
import { fetchFeed } from "./fetch-feed.ts";

for (const frame of document.querySelectorAll<HTMLIFrameElement>('iframe[data-feed^="/"]')) {
  fetchFeed(frame.dataset.feed ?? "").then(
    (feed) => feedStage(frame, feed),
    () => {
      const failed = frame.parentElement?.querySelector<HTMLElement>(".stage-failed");
      if (failed) failed.hidden = false;
    },
  );
}
