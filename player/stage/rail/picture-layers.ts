/** The picture that is seen. */
export function layFront(video: HTMLVideoElement): void {
  video.style.cssText = "z-index: 1; opacity: 1";
}

/** On top, where the compositor draws it, and seen by nobody. */
export function layUnseen(video: HTMLVideoElement): void {
  video.style.cssText = "z-index: 2; opacity: 0.001";
}

/** Not drawn at all. */
export function layBack(video: HTMLVideoElement): void {
  video.style.cssText = "z-index: 0; visibility: hidden; opacity: 0";
}

/** Blank, and free of whatever it played. */
export function letGo(video: HTMLVideoElement): void {
  if (!video.hasAttribute("src")) return;
  video.pause();
  video.removeAttribute("src");
  video.load();
}
