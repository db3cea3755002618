/** A `<video>`, new or `given`, that plays inline, silently until told otherwise, without a click and without any control. */
export function makeVideo(given?: HTMLVideoElement): HTMLVideoElement {
  const video = given ?? document.createElement("video");
  video.muted = true;
  video.defaultMuted = true;
  video.playsInline = true;
  video.preload = "auto";
  video.disablePictureInPicture = true;
  return video;
}

/** Runs it; a refusal of the browser is told, our own release of it is not. */
export function playVideo(video: HTMLVideoElement, onRefused: () => void): void {
  video.play().catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === "AbortError") return;
    onRefused();
  });
}

/** 0 … 1; zero is silence, and then the browser need not even decode the sound. */
export function setLoudness(video: HTMLVideoElement, volume: number): void {
  video.volume = volume;
  video.muted = volume === 0;
}
