import {
  drawRidge,
  drawStele,
  drawTree,
  HEIGHT,
  INK,
  type Ridge,
  ridgeLine,
  seeded,
  sheet,
  WIDTH,
} from "./landscape.ts";

/** How much wider than the screen a moving layer is. */
export const LAYER_WIDTH = 2400;

const RIDGES: readonly (Ridge & { fill: string })[] = [
  { seed: 11, y: 520, rise: 120, wavePx: 520, fill: "#dcb898" },
  { seed: 23, y: 600, rise: 130, wavePx: 430, fill: "#b9a596" },
  { seed: 31, y: 690, rise: 150, wavePx: 480, fill: "#87908f" },
  { seed: 47, y: 800, rise: 130, wavePx: 560, fill: "#54615f" },
  { seed: 59, y: 930, rise: 90, wavePx: 620, fill: "#2c3739" },
];

/** A pass at sunrise: ridges in mist, a road to the saddle, the marker stone beside it. */
export function drawPass(): string {
  const [far, second, third, fourth, near] = RIDGES.map((ridge) => drawRidge(ridge, ridge.fill));
  const body = [drawSunriseSky(), drawSun(1250, 400, 104), far, mist(600, 0.55), second, mist(700, 0.4), third];
  return sheet(
    body.join("") + mist(800, 0.3) + fourth + trees(3, 70, 16, 46) + near + road() + foreground(),
    "#f0d6b4",
  );
}

/** The sky of the pass, in bands as paper cut-outs lie. */
export function drawSunriseSky(width: number = WIDTH): string {
  const bands = ["#eecfa9", "#f1d6b3", "#f4dfc2", "#f7e8d2"];
  return bands
    .map((fill, index) => `<rect y="${index * 130}" width="${width}" height="${HEIGHT - index * 130}" fill="${fill}"/>`)
    .join("");
}

/** The sun with two rings of haze. */
export function drawSun(x: number, y: number, radius: number): string {
  return `<circle cx="${x}" cy="${y}" r="${radius * 2.1}" fill="#fbf1e0" opacity=".35"/><circle cx="${x}" cy="${y}" r="${radius * 1.45}" fill="#fcf3e4" opacity=".55"/><circle cx="${x}" cy="${y}" r="${radius}" fill="#fff9ee"/>`;
}

/** One layer of the moving picture, wider than the screen, cut off `topPx` from the top where it is clear. */
export function drawPassLayer(index: number): { svg: string; topPx: number } {
  const ridge = RIDGES[index];
  if (ridge === undefined) throw new RangeError(`There is no ridge ${index}.`);
  const wide = { ...ridge, widthPx: LAYER_WIDTH };
  const wood = index >= 3 ? treesOn(wide, index * 7, index === 4 ? 26 : 60, index === 4 ? 120 : 48, ridge.fill) : "";
  const stone = index === 4 ? drawStele(1180, ridgeLine(ridge)(1180) + 26, 190) : "";
  const topPx = 2 * Math.floor((ridge.y - ridge.rise - (index === 4 ? 200 : 60)) / 2);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${LAYER_WIDTH}" height="${HEIGHT - topPx}" viewBox="0 ${topPx} ${LAYER_WIDTH} ${HEIGHT - topPx}">${wood}${drawRidge(wide, ridge.fill)}${stone}</svg>`;
  return { svg, topPx };
}

/** A bank of mist, clear at both ends. */
export function drawMist(width: number, height: number): string {
  const random = seeded(77);
  const puffs = Array.from({ length: 26 }, () => {
    const x = width * (0.12 + 0.76 * random());
    const flat = height * (0.09 + 0.12 * random());
    return `<ellipse cx="${x.toFixed(0)}" cy="${(height * (0.35 + 0.3 * random())).toFixed(0)}" rx="${(flat * 7).toFixed(0)}" ry="${flat.toFixed(0)}" fill="${INK.paper}" opacity=".16"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><filter id="f"><feGaussianBlur stdDeviation="26"/></filter><g filter="url(#f)">${puffs.join("")}</g></svg>`;
}

function mist(y: number, strength: number): string {
  return `<defs><linearGradient id="m${y}" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${INK.paper}" stop-opacity="0"/><stop offset=".6" stop-color="${INK.paper}" stop-opacity="${strength}"/><stop offset="1" stop-color="${INK.paper}" stop-opacity="0"/></linearGradient></defs><rect y="${y - 160}" width="${WIDTH}" height="320" fill="url(#m${y})"/>`;
}

function trees(ridgeIndex: number, count: number, low: number, high: number): string {
  const ridge = RIDGES[ridgeIndex];
  return ridge === undefined ? "" : treesOn(ridge, 5, count, high, ridge.fill, low);
}

function treesOn(
  ridge: Ridge,
  seed: number,
  count: number,
  high: number,
  fill: string,
  low: number = high * 0.45,
): string {
  const random = seeded(seed + 400);
  const line = ridgeLine(ridge);
  return Array.from({ length: count }, () => {
    const x = Math.round(random() * (ridge.widthPx ?? WIDTH));
    return drawTree(x, line(x) + 6, low + (high - low) * random(), fill);
  }).join("");
}

function road(): string {
  return `<path d="M300 1080C560 1010 1010 1000 1010 948C1010 912 800 914 786 886C776 866 850 858 866 838L874 838C866 862 826 868 838 884C858 908 1120 906 1120 954C1120 1010 760 1020 640 1080Z" fill="${INK.sand}"/>
    <path d="M470 1080C650 1024 1064 1008 1064 951C1064 909 832 911 812 885" fill="none" stroke="${INK.paper}" stroke-width="5" stroke-dasharray="34 26" opacity=".8"/>`;
}

function foreground(): string {
  return `${drawTree(1640, 1010, 210, "#1f282a")}${drawTree(1718, 1040, 280, "#1a2224")}${drawTree(1800, 1030, 200, "#1f282a")}${drawTree(126, 1030, 230, "#1f282a")}${drawTree(60, 1050, 180, "#1a2224")}${drawStele(1316, 1012, 178)}`;
}
