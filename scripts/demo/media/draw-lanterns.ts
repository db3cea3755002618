import { drawRidge, INK, seeded, sheet, WIDTH } from "./landscape.ts";

const SILK = [
  { body: INK.son, shade: INK.sonDeep, light: "#f08a52" },
  { body: "#ead9b8", shade: "#cdb78d", light: "#f8efdc" },
  { body: "#d6a35c", shade: "#b07f3e", light: "#ecc88f" },
] as const;

/** A festival night: silk lanterns over the roofs of an old street. */
export function drawLanterns(): string {
  const hills =
    drawRidge({ seed: 71, y: 690, rise: 130, wavePx: 560 }, "#262f33") +
    drawRidge({ seed: 83, y: 790, rise: 90, wavePx: 480 }, "#20282b");
  const strings = [hang(70, 190, 11, 0.62, 3), hang(230, 240, 8, 0.95, 1), hang(440, 220, 6, 1.35, 2)];
  return sheet(stars() + moon() + hills + roofs() + strings.join(""), "#1b2124");
}

function stars(): string {
  const random = seeded(9);
  return Array.from(
    { length: 110 },
    () =>
      `<circle cx="${(random() * WIDTH).toFixed(0)}" cy="${(random() * 620).toFixed(0)}" r="${(0.8 + random() * 1.8).toFixed(1)}" fill="#8d989b" opacity="${(0.35 + random() * 0.5).toFixed(2)}"/>`,
  ).join("");
}

function moon(): string {
  return `<circle cx="1560" cy="520" r="150" fill="#e9dcc0" opacity=".08"/><circle cx="1560" cy="520" r="92" fill="#e9dcc0"/><circle cx="1536" cy="500" r="16" fill="#dccba8"/><circle cx="1590" cy="548" r="24" fill="#dccba8"/>`;
}

/** A sagging string of lanterns. */
function hang(y: number, sag: number, count: number, scale: number, shift: number): string {
  const at = (t: number) => ({ x: -40 + 2000 * t, y: y + sag * (1 - (2 * t - 1) ** 2) * 0.72 });
  const random = seeded(31 * shift);
  const lanterns = Array.from({ length: count }, (_, index) => {
    const place = at((index + 0.5) / count);
    return lantern(place.x, place.y, scale * (0.88 + random() * 0.24), (index + shift) % SILK.length);
  });
  return `<path d="M-40 ${y}Q960 ${y + sag * 1.44} 1960 ${y}" fill="none" stroke="#77848a" stroke-width="${2 + scale}"/>${lanterns.join("")}`;
}

function lantern(x: number, y: number, scale: number, silk: number): string {
  const { body, shade, light } = SILK[silk] ?? SILK[0];
  return `<g transform="translate(${x.toFixed(0)} ${y.toFixed(0)}) scale(${scale.toFixed(2)})">
    <circle cy="100" r="150" fill="${light}" opacity=".07"/><circle cy="100" r="108" fill="${light}" opacity=".08"/>
    <path d="M0 0V34" stroke="#77848a" stroke-width="3"/>
    <path d="M0 38C70 46 84 84 80 106C74 142 40 162 0 166C-40 162 -74 142 -80 106C-84 84 -70 46 0 38Z" fill="${body}"/>
    <path d="M0 38C70 46 84 84 80 106C74 142 40 162 0 166C30 150 44 126 42 100C42 76 30 52 0 38Z" fill="${shade}"/>
    <path d="M-14 40C-56 54 -66 84 -62 106C-58 132 -40 150 -14 163C-34 142 -42 122 -42 102C-42 80 -32 58 -14 40Z" fill="${light}" opacity=".75"/>
    <path d="M0 38V166" stroke="${shade}" stroke-width="2"/>
    <rect x="-24" y="30" width="48" height="12" rx="2" fill="#3a2a1c"/><rect x="-22" y="160" width="44" height="11" rx="2" fill="#3a2a1c"/>
    <path d="M0 171V182M-9 182H9L6 238H-6Z" stroke="${body}" stroke-width="3" fill="${body}"/><circle cy="184" r="7" fill="#d6a35c"/></g>`;
}

/** Tiled roofs with lit windows along the lower edge. */
function roofs(): string {
  const random = seeded(55);
  const houses: string[] = [];
  for (let x = -60; x < WIDTH; ) {
    const wide = 210 + random() * 130;
    const top = 880 + random() * 60;
    houses.push(roof(x, wide, top, random));
    x += wide - 12;
  }
  return houses.join("");
}

function roof(x: number, wide: number, top: number, random: () => number): string {
  const wallTop = top + 62;
  const windows = Array.from({ length: 3 }, (_, index) => {
    const fill = random() < 0.7 ? "#e0b062" : "#2a2420";
    return `<rect x="${(x + wide * (0.16 + index * 0.27)).toFixed(0)}" y="${(wallTop + 26).toFixed(0)}" width="${(wide * 0.15).toFixed(0)}" height="48" fill="${fill}"/>`;
  });
  return `<rect x="${x.toFixed(0)}" y="${wallTop.toFixed(0)}" width="${wide.toFixed(0)}" height="220" fill="#15191b"/>${windows.join("")}
    <path d="M${x - 18} ${wallTop + 8}Q${x + wide * 0.16} ${wallTop - 8} ${x + wide * 0.2} ${top}H${x + wide * 0.8}Q${x + wide * 0.84} ${wallTop - 8} ${x + wide + 18} ${wallTop + 8}Z" fill="#2b3336"/>
    <path d="M${x + wide * 0.2} ${top}H${x + wide * 0.8}" stroke="#4b565a" stroke-width="7" stroke-linecap="round"/>`;
}
