import { drawRidge, drawTree, INK, rollingLine, seeded, sheet, WIDTH } from "./landscape.ts";

const FIELDS = ["#7f9a6c", "#a3ac66", "#c9b45f", "#5f8663", "#d9c98b", "#8fa36a", "#b9c7bd", "#4f7558"];

/** Rice terraces falling towards the viewer, some ripe, some still under water. */
export function drawTerraces(): string {
  const sky = `<rect width="1920" height="520" fill="#dfe5df"/><rect width="1920" height="150" fill="#d3dcd8"/>`;
  const hills =
    drawRidge({ seed: 5, y: 330, rise: 120, wavePx: 520 }, "#b4c0bc") +
    drawRidge({ seed: 8, y: 400, rise: 90, wavePx: 430 }, "#8c9e96") +
    drawRidge({ seed: 15, y: 455, rise: 60, wavePx: 380 }, "#6a8375");
  return sheet(
    `${sky}<circle cx="480" cy="262" r="104" fill="#f7f2e4" opacity=".5"/><circle cx="480" cy="262" r="66" fill="#faf6ea"/>${hills}${terraces()}`,
    "#dfe5df",
  );
}

function terraces(): string {
  const random = seeded(2024);
  const parts: string[] = [];
  let y = 480;
  for (let step = 0; y < 1130; step += 1) {
    const drop = 17 + step * 3.3;
    const line = rollingLine(900 + Math.floor(step / 3), 2);
    const slope = 96 - step * 4;
    const edge = (x: number) => y + slope * Math.sin(x / 470 + step * 0.16) + (18 + step * 1.5) * line(x / 330);
    const fill = FIELDS[(step * 5 + Math.floor(random() * 2)) % FIELDS.length] ?? INK.moss;
    parts.push(band(edge, fill, "#2f4a3c", 3 + step * 0.28));
    if (fill === "#b9c7bd") parts.push(glints(edge, drop, random));
    if (step === 6) parts.push(house(1330, edge(1330) + 10, 1), drawTree(1432, edge(1432) + 12, 96, "#2f5a45"));
    if (step === 10) parts.push(house(420, edge(420) + 12, 1.5), drawTree(300, edge(300) + 12, 150, "#284d3b"));
    y += drop;
  }
  return parts.join("");
}

function band(edge: (x: number) => number, fill: string, rim: string, rimPx: number): string {
  const points: string[] = [];
  for (let x = -20; x <= WIDTH + 20; x += 20) points.push(`${x} ${edge(x).toFixed(1)}`);
  const line = points.join("L");
  return `<path d="M${line}L1940 1100L-20 1100Z" fill="${fill}"/><path d="M${line}" fill="none" stroke="${rim}" stroke-width="${rimPx.toFixed(1)}"/>`;
}

/** Light lying on flooded fields. */
function glints(edge: (x: number) => number, drop: number, random: () => number): string {
  return Array.from({ length: 12 }, () => {
    const x = random() * WIDTH;
    return `<rect x="${x.toFixed(0)}" y="${(edge(x) + drop * 0.45).toFixed(0)}" width="${(40 + random() * 90).toFixed(0)}" height="3" rx="1.5" fill="#f4f6f1" opacity=".75"/>`;
  }).join("");
}

/** A house on stilts with a broad roof. */
function house(x: number, y: number, scale: number): string {
  return `<g transform="translate(${x} ${y}) scale(${scale})">
    <path d="M-44 0V-30M-16 0V-30M16 0V-30M44 0V-30" stroke="#3a2f27" stroke-width="5"/>
    <rect x="-52" y="-62" width="104" height="34" fill="#8a6a4c"/><rect x="-14" y="-56" width="28" height="28" fill="#3a2f27"/>
    <path d="M-78 -58L-46 -108H46L78 -58Z" fill="#4b433c"/><path d="M-78 -58L-46 -108H-20L-40 -58Z" fill="#5d534a"/>
    <rect x="-40" y="-54" width="16" height="14" fill="${INK.son}"/></g>`;
}
