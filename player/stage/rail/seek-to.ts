import { PrepareFailure } from "../surfaces/surface.ts";

/** Resolves when the picture at `atS` can be shown; rejects with `PrepareFailure` on an error or an abort. */
export async function seekTo(video: HTMLVideoElement, atS: number, signal: AbortSignal): Promise<void> {
  const isThere = (): boolean => !video.seeking && video.readyState >= 3 && Math.abs(video.currentTime - atS) < 0.1;
  if (atS > 0) video.currentTime = atS;
  if (isThere()) return;
  await new Promise<void>((resolve, reject) => {
    const listening = new AbortController();
    const options = { signal: listening.signal };
    const look = (): void => {
      if (!isThere()) return;
      listening.abort();
      resolve();
    };
    for (const name of ["canplay", "seeked", "canplaythrough"]) video.addEventListener(name, look, options);
    const giveUp = (): void => {
      listening.abort();
      reject(new PrepareFailure(`media-error-${video.error?.code ?? 0}`));
    };
    video.addEventListener("error", giveUp, options);
    signal.addEventListener("abort", giveUp, options);
  });
}
