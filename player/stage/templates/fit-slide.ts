/** Steps a layout offers, from the largest type down; each template's style sheet says what a step means. */
const DENSITY_STEPS = 7;
/** One pixel of grace: layout rounds. */
const GRACE_PX = 1;

/**
 * Sets the largest type at which nothing on the slide is cut off. Returns false when text still overflows at the
 * smallest step: such a slide is not shown.
 */
export function fitSlide(slide: HTMLElement): boolean {
  for (let density = 0; density < DENSITY_STEPS; density += 1) {
    slide.dataset.density = String(density);
    if (!overflows(slide)) return true;
  }
  return false;
}

/** The boxes marked `data-fit` must hold everything inside them; a line of text must not be wider than its place. */
function overflows(slide: HTMLElement): boolean {
  const lines = [...slide.querySelectorAll<HTMLElement>(".hd, .sum, .place, .src, .qr, .step b, .step p")];
  if (lines.some((line) => line.scrollWidth > line.clientWidth + GRACE_PX)) return true;
  const boxes = [...slide.querySelectorAll<HTMLElement>("[data-fit]")];
  if (slide.dataset.fit !== undefined) boxes.push(slide);
  return boxes.some(isCut);
}

/**
 * Compares rectangles of blocks, not `scrollHeight`: that one counts the font's own ascent and descent, which reach
 * past a tight line on purpose.
 */
function isCut(box: HTMLElement): boolean {
  const { paddingTop, paddingBottom } = getComputedStyle(box);
  const outer = box.getBoundingClientRect();
  const top = outer.top + Number.parseFloat(paddingTop) - GRACE_PX;
  const bottom = outer.bottom - Number.parseFloat(paddingBottom) + GRACE_PX;
  return [...box.querySelectorAll(".copy, .hd, .sum, .qr, .line, .n, .body, .step")].some((part) => {
    const inner = part.getBoundingClientRect();
    return inner.height > 0 && (inner.top < top || inner.bottom > bottom);
  });
}
