import type { PreviewFeed } from "../../../schemas/stage-channel.ts";

/** Gives a stage page in a frame what it should show; again when the frame is loaded anew. Returns a way to change it. */
export function feedStage(frame: HTMLIFrameElement, first: PreviewFeed | null): (feed: PreviewFeed) => void {
  let feed = first;
  const send = (): void => {
    if (feed !== null) frame.contentWindow?.postMessage(feed, location.origin);
  };
  frame.addEventListener("load", send);
  if (frame.contentDocument?.readyState === "complete") send();
  return (next) => {
    feed = next;
    send();
  };
}
