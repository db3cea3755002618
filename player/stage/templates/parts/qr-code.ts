import { encode } from "uqr";

const SVG = "http://www.w3.org/2000/svg";
/** Pixels of one unit `--u` on a full-HD screen in any shape. */
const UNIT_PX = 19.2;
/** Modules are never smaller than this at full HD: readable from the length of an arm to two metres. */
const SMALLEST_MODULE_PX = 4;
/** Clear modules on each side, as the standard asks. */
const QUIET_ZONE = 4;

/**
 * Draws a QR code of error correction M as inline SVG with its quiet zone on white, about `wantedSide` units wide, more
 * when a long address needs more modules. A module is a whole number of pixels at full HD, so that edges stay sharp.
 */
export function drawQrCode(targetUrl: string, wantedSide: number): SVGSVGElement {
  const { data, size } = encode(targetUrl, { ecc: "M", boostEcc: false, border: QUIET_ZONE });
  const modulePx = Math.max(SMALLEST_MODULE_PX, Math.round((wantedSide * UNIT_PX) / size));
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  svg.setAttribute("shape-rendering", "crispEdges");
  svg.setAttribute("class", "code");
  svg.style.width = `calc(${(size * modulePx) / UNIT_PX} * var(--u))`;
  svg.append(shape("rect", { width: String(size), height: String(size), fill: "#ffffff" }));
  svg.append(shape("path", { d: modulesPath(data), fill: "#171b1d" }));
  return svg;
}

/** One closed square for each dark module; runs in a row are one rectangle. */
function modulesPath(data: readonly (readonly boolean[])[]): string {
  let path = "";
  data.forEach((row, y) => {
    for (let x = 0; x < row.length; x += 1) {
      if (row[x] !== true) continue;
      let length = 1;
      while (row[x + length] === true) length += 1;
      path += `M${x} ${y}h${length}v1h-${length}z`;
      x += length;
    }
  });
  return path;
}

function shape(name: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
