/** Every drawing is made for a full-HD screen and drawn larger or smaller from there. */
export const WIDTH = 1920;
export const HEIGHT = 1080;

/** Granite, one warm paint, and the few colours of land and water that sit beside them. */
export const INK = {
  night: "#171b1d",
  stone: ["#23292c", "#2f383c", "#3f4a4f", "#586468", "#78858a", "#9aa5a8", "#bcc4c5", "#dadedc", "#f1f0ea"],
  paper: "#f6f2e9",
  sand: "#e9d3b2",
  dusk: "#d9b08c",
  son: "#d9541e",
  sonDeep: "#a83a10",
  moss: "#4f7f62",
  mossDeep: "#2f5a45",
  rice: "#c9b45f",
} as const;

/** Numbers in [0, 1) that are the same on every machine and every run. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A rolling line in about [-1, 1], smooth, repeating never within a screen. */
export function rollingLine(seed: number, octaves: number): (x: number) => number {
  const random = seeded(seed);
  const knots = Array.from({ length: octaves }, () => Array.from({ length: 256 }, () => random() * 2 - 1));
  return (x) => {
    let sum = 0;
    let weight = 0;
    knots.forEach((row, octave) => {
      const at = x * 2 ** octave + 64;
      const whole = Math.floor(at);
      const part = (at - whole) ** 2 * (3 - 2 * (at - whole));
      const left = row[whole & 255] ?? 0;
      const right = row[(whole + 1) & 255] ?? 0;
      sum += (left + (right - left) * part) * 0.5 ** octave;
      weight += 0.5 ** octave;
    });
    return sum / weight;
  };
}

export interface Ridge {
  readonly seed: number;
  /** Height of the line's middle, from the top. */
  readonly y: number;
  readonly rise: number;
  /** How long its waves are. */
  readonly wavePx: number;
  readonly octaves?: number;
  readonly widthPx?: number;
}

/** Where a ridge's line runs. */
export function ridgeLine(ridge: Ridge): (x: number) => number {
  const line = rollingLine(ridge.seed, ridge.octaves ?? 5);
  return (x) => ridge.y - ridge.rise * line(x / ridge.wavePx);
}

/** A ridge filled down to the lower edge. */
export function drawRidge(ridge: Ridge, fill: string): string {
  const line = ridgeLine(ridge);
  const width = ridge.widthPx ?? WIDTH;
  const points: string[] = [];
  for (let x = 0; x <= width; x += 8) points.push(`${x} ${line(x).toFixed(1)}`);
  return `<path d="M${points.join("L")}L${width} ${HEIGHT}L0 ${HEIGHT}Z" fill="${fill}"/>`;
}

/** A spruce of three storeys, standing on `y`. */
export function drawTree(x: number, y: number, tall: number, fill: string): string {
  const half = tall * 0.2;
  const storey = (top: number, foot: number, wide: number) =>
    `M${x} ${y - tall * top}L${x + wide} ${y - tall * foot}L${x - wide} ${y - tall * foot}Z`;
  const d = storey(1, 0.6, half * 0.6) + storey(0.78, 0.32, half * 0.85) + storey(0.52, 0.06, half);
  return `<path d="${d}" fill="${fill}"/><rect x="${x - tall * 0.02}" y="${y - tall * 0.08}" width="${tall * 0.04}" height="${tall * 0.1}" fill="${fill}"/>`;
}

/** A marker stone with its painted line, standing on `y`. */
export function drawStele(x: number, y: number, tall: number): string {
  const wide = tall * 0.46;
  const left = x - wide / 2;
  const shoulder = y - tall * 0.8;
  return `<g>
    <path d="M${left} ${y}V${shoulder}L${x} ${y - tall}V${y}Z" fill="${INK.paper}"/>
    <path d="M${x + wide / 2} ${y}V${shoulder}L${x} ${y - tall}V${y}Z" fill="${INK.stone[6]}"/>
    <rect x="${left}" y="${y - tall * 0.62}" width="${wide / 2}" height="${tall * 0.07}" fill="${INK.son}"/>
    <rect x="${x}" y="${y - tall * 0.62}" width="${wide / 2}" height="${tall * 0.07}" fill="${INK.sonDeep}"/>
    <rect x="${left - tall * 0.06}" y="${y - tall * 0.05}" width="${wide + tall * 0.12}" height="${tall * 0.07}" fill="${INK.stone[5]}"/>
  </g>`;
}

/** A whole drawing. */
export function sheet(body: string, background: string, widthPx: number = WIDTH, heightPx: number = HEIGHT): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}" viewBox="0 0 ${widthPx} ${heightPx}"><rect width="${widthPx}" height="${heightPx}" fill="${background}"/>${body}</svg>`;
}
