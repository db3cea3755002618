import { drawRidge, drawTree, HEIGHT, INK, seeded, sheet, WIDTH } from "./landscape.ts";

/** A wet mountain road with fallen rocks and the sign that warns of them. */
export function drawRain(): string {
  const sky = `<rect width="1920" height="700" fill="#aeb7b9"/><rect width="1920" height="260" fill="#9fa9ac"/>`;
  const ridges =
    drawRidge({ seed: 13, y: 430, rise: 120, wavePx: 470 }, "#98a3a6") +
    drawRidge({ seed: 29, y: 540, rise: 120, wavePx: 520 }, "#7d898d");
  return sheet(sky + clouds() + ridges + slope() + road() + rocks() + sign() + drops(), "#aeb7b9");
}

function clouds(): string {
  return [
    [260, 150, 1.2, "#8b9699"],
    [940, 110, 1.5, "#848f93"],
    [1560, 170, 1.25, "#8b9699"],
  ]
    .map(
      ([x, y, scale, fill]) =>
        `<g transform="translate(${x} ${y}) scale(${scale})" fill="${fill}"><rect x="-210" y="0" width="420" height="60" rx="30"/><circle cx="-90" cy="2" r="62"/><circle cx="20" cy="-26" r="86"/><circle cx="120" cy="6" r="54"/></g>`,
    )
    .join("");
}

/** The cut hillside on the right, bare where it slid. */
function slope(): string {
  return `<path d="M820 1080C960 860 1130 760 1240 600C1320 486 1500 400 1620 330L1920 210V1080Z" fill="#4a5659"/>
    <path d="M1180 1080C1196 900 1280 800 1350 690C1392 622 1440 560 1500 524C1550 494 1640 500 1652 540C1666 590 1590 690 1570 800C1556 890 1580 1000 1640 1080Z" fill="#8a7462"/>
    <path d="M1250 1080C1262 940 1330 850 1390 760C1430 690 1474 620 1540 584C1580 562 1612 572 1604 604C1592 660 1522 760 1504 850C1490 930 1500 1010 1530 1080Z" fill="#77624f"/>
    ${[1660, 1742, 1826, 1890].map((x, index) => drawTree(x, 470 - index * 44, 130 + index * 14, "#2f3b3d")).join("")}
    ${[1130, 1064].map((x, index) => drawTree(x, 806 + index * 66, 120, "#37454a")).join("")}`;
}

function road(): string {
  return `<path d="M-20 1080V900C260 850 520 800 760 740L842 762C700 850 900 920 1330 964L1920 1010V1080Z" fill="#2e3638"/>
    <path d="M-20 985C300 930 520 860 720 800" stroke="#dadedc" stroke-width="10" stroke-dasharray="70 48" fill="none" opacity=".8"/>
    <path d="M-20 898C260 848 520 798 758 738" stroke="#c9cdcb" stroke-width="8" fill="none"/>
    ${[90, 270, 440, 600].map((x, index) => `<rect x="${x}" y="${838 - index * 36}" width="14" height="${58 - index * 6}" fill="${INK.paper}"/><rect x="${x}" y="${846 - index * 36}" width="14" height="12" fill="${INK.son}"/>`).join("")}
    <ellipse cx="420" cy="1010" rx="190" ry="20" fill="#566468" opacity=".7"/><ellipse cx="1000" cy="1040" rx="240" ry="18" fill="#566468" opacity=".6"/>`;
}

function rocks(): string {
  const random = seeded(17);
  return [
    [1170, 960, 92],
    [1290, 1000, 130],
    [1060, 992, 54],
    [1420, 1034, 96],
    [960, 976, 30],
    [1216, 1046, 44],
  ]
    .map(([x = 0, y = 0, size = 0]) => rock(x, y, size, random))
    .join("");
}

function rock(x: number, y: number, size: number, random: () => number): string {
  const points = Array.from({ length: 7 }, (_, index) => {
    const angle = Math.PI + (index / 6) * Math.PI;
    const reach = size * (0.75 + random() * 0.35);
    return { x: x + Math.cos(angle) * reach, y: y + Math.sin(angle) * reach * 0.8 };
  });
  const outline = points.map((point) => `${point.x.toFixed(0)} ${point.y.toFixed(0)}`).join("L");
  const lit = points
    .slice(0, 4)
    .map((point) => `${point.x.toFixed(0)} ${point.y.toFixed(0)}`)
    .join("L");
  return `<ellipse cx="${x}" cy="${y}" rx="${size * 1.1}" ry="${size * 0.14}" fill="#1c2224" opacity=".5"/><path d="M${outline}Z" fill="#5d5148"/><path d="M${lit}L${x} ${(y - size * 0.2).toFixed(0)}Z" fill="#857464"/>`;
}

/** A warning triangle, as large as a sign by the road is from a car. */
function sign(): string {
  return `<g transform="translate(470 560)"><path d="M0 150V400" stroke="#dadedc" stroke-width="16"/>
    <path d="M0 -170L186 150H-186Z" fill="${INK.paper}" stroke="${INK.son}" stroke-width="34" stroke-linejoin="round"/>
    <path d="M-17 -58H17L10 58H-10Z" fill="${INK.night}"/><circle cy="92" r="17" fill="${INK.night}"/></g>`;
}

function drops(): string {
  const random = seeded(3);
  return Array.from({ length: 210 }, () => {
    const x = random() * (WIDTH + 200) - 60;
    const y = random() * HEIGHT;
    const long = 22 + random() * 62;
    return `<path d="M${x.toFixed(0)} ${y.toFixed(0)}l${(-long * 0.26).toFixed(0)} ${long.toFixed(0)}" stroke="#edf1f1" stroke-width="${(1.6 + random() * 2).toFixed(1)}" stroke-linecap="round" opacity="${(0.35 + random() * 0.45).toFixed(2)}"/>`;
  }).join("");
}
