let highest = 1;

/** Hidden, laid out: nothing of it is drawn. */
export function hide(element: HTMLElement): void {
  element.style.visibility = "hidden";
  element.style.opacity = "0";
  element.classList.remove("filled");
}

/** On top of all others at an opacity nobody sees: the compositor draws it, so that a flip has a frame to show. */
export function armOnTop(element: HTMLElement): void {
  highest += 1;
  element.style.zIndex = String(highest);
  element.style.opacity = "0.001";
  element.style.visibility = "visible";
}

/** Seen from the next frame on. */
export function reveal(element: HTMLElement): void {
  element.style.visibility = "visible";
  element.style.opacity = "1";
}
