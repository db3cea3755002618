import { cellsOf, frameOf, GLASS, itemOf, STRIP } from "./frame-buffer-code.ts";

/** A black page with one code on it. */
export function makeStripPage(code: number): string {
  const cells = cellsOf(itemOf(code), frameOf(code)).map((white, index) => {
    const x = STRIP.leftPx + index * STRIP.cellPx;
    return `<rect x="${x}" y="${STRIP.topPx}" width="${STRIP.cellPx}" height="${STRIP.heightPx}" fill="${white ? "#fff" : "#000"}"/>`;
  });
  const { widthPx, heightPx } = GLASS;
  return `<!doctype html><meta charset="utf-8"><style>html,body{margin:0;background:#000}svg{display:block}</style>
<svg width="${widthPx}" height="${heightPx}">${cells.join("")}</svg>`;
}
