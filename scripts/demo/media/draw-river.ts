import { INK, rollingLine, seeded, sheet, WIDTH } from "./landscape.ts";

const WATERLINE = 620;

/** Limestone peaks over a broad river, and the ferry that crosses it. */
export function drawRiver(): string {
  const sky = `<rect width="1920" height="620" fill="#cfd9dc"/><rect y="180" width="1920" height="440" fill="#dbe2e1"/><rect y="360" width="1920" height="260" fill="#e9e6da"/>`;
  const sun = `<circle cx="850" cy="336" r="124" fill="#f7efdd" opacity=".6"/><circle cx="850" cy="336" r="80" fill="#fdf7ea"/>`;
  const rows = [
    peaks(101, 15, 190, 320, "#b9c5c8", 0),
    peaks(203, 11, 220, 400, "#8fa0a5", 10),
    peaks(307, 7, 170, 330, "#61757a", 18),
  ];
  const mirrored = `<g transform="translate(0 ${WATERLINE * 2}) scale(1 -1)" opacity=".28">${rows.join("")}</g>`;
  const mist = `<rect y="${WATERLINE - 46}" width="1920" height="60" fill="#f2efe6" opacity=".55"/>`;
  return sheet(
    sky + sun + rows.join("") + mist + water(mirrored) + sampan(420, 800, 1.1) + ferry() + reeds(),
    "#cfd9dc",
  );
}

/** A row of peaks with steep sides and round heads. */
function peaks(seed: number, count: number, wide: number, tall: number, fill: string, sink: number): string {
  const random = seeded(seed);
  const shapes = Array.from({ length: count }, (_, index) => {
    const x = (WIDTH / (count - 1)) * index + (random() - 0.5) * wide;
    return peak(x, wide * (0.6 + random() * 0.7), tall * (0.42 + random() * 0.62), seed + index, fill, sink);
  });
  return shapes.join("");
}

function peak(x: number, wide: number, tall: number, seed: number, fill: string, sink: number): string {
  const rough = rollingLine(seed, 4);
  const base = WATERLINE + sink * 0.2;
  const points: string[] = [];
  for (let step = 0; step <= 40; step += 1) {
    const across = (step / 40) * 2 - 1;
    const height = tall * (1 - Math.abs(across) ** 3.2) * (0.94 + 0.1 * rough(step / 6));
    points.push(`${(x + (across * wide) / 1.5).toFixed(1)} ${(base - Math.max(0, height)).toFixed(1)}`);
  }
  return `<path d="M${points.join("L")}Z" fill="${fill}"/>`;
}

function water(mirrored: string): string {
  const random = seeded(44);
  const ripples = Array.from({ length: 120 }, () => {
    const depth = random() ** 1.4;
    const y = WATERLINE + 20 + depth * 430;
    const long = 30 + depth * 190 * (0.4 + random());
    return `<rect x="${(random() * 2100 - 100).toFixed(0)}" y="${y.toFixed(0)}" width="${long.toFixed(0)}" height="${(1.6 + depth * 3).toFixed(1)}" rx="2" fill="${random() < 0.5 ? "#e9eeea" : "#4d6a70"}" opacity="${(0.22 + random() * 0.28).toFixed(2)}"/>`;
  });
  return `<clipPath id="w"><rect y="${WATERLINE}" width="1920" height="460"/></clipPath><g clip-path="url(#w)"><rect y="${WATERLINE}" width="1920" height="460" fill="#a9bcbd"/><rect y="760" width="1920" height="320" fill="#92abae"/><rect y="920" width="1920" height="160" fill="#7b979c"/>${mirrored}${sunPath()}${ripples.join("")}</g>`;
}

/** The sun's path on the water. */
function sunPath(): string {
  const random = seeded(12);
  return Array.from({ length: 22 }, (_, index) => {
    const wide = 150 - index * 3 + random() * 70;
    const x = 850 - wide / 2 + (random() - 0.5) * 50;
    return `<rect x="${x.toFixed(0)}" y="${WATERLINE + 8 + index * 15}" width="${wide.toFixed(0)}" height="6" rx="3" fill="#fdf7ea" opacity="${(0.55 - index * 0.02).toFixed(2)}"/>`;
  }).join("");
}

function ferry(): string {
  const windows = Array.from(
    { length: 9 },
    (_, index) => `<rect x="${-180 + index * 42}" y="-92" width="28" height="26" fill="#33474d"/>`,
  ).join("");
  return `<g transform="translate(1250 850) scale(1.25)">
    <ellipse cy="34" rx="330" ry="14" fill="#46636a" opacity=".35"/>
    <path d="M-300 -34H310L268 34H-250Z" fill="#2c3a3f"/><path d="M-294 -14H298L291 -2H-284Z" fill="${INK.son}"/>
    <rect x="-214" y="-104" width="420" height="70" fill="${INK.paper}"/>${windows}
    <rect x="-230" y="-116" width="452" height="14" fill="#c9cdcb"/>
    <rect x="20" y="-176" width="130" height="60" fill="${INK.paper}"/><rect x="32" y="-164" width="106" height="26" fill="#33474d"/><rect x="10" y="-186" width="152" height="12" fill="#c9cdcb"/>
    <rect x="-110" y="-170" width="40" height="54" fill="#586468"/><rect x="-110" y="-158" width="40" height="12" fill="${INK.son}"/>
    <path d="M86 -186V-236M-230 -104H-296V-34M206 -104H276L310 -34" stroke="#586468" stroke-width="6" fill="none"/>
    <path d="M-250 40C-330 52 -420 46 -480 60M268 40C330 50 380 46 430 56" stroke="#e9eeea" stroke-width="6" fill="none" opacity=".6"/></g>`;
}

/** A rowing boat with its one rower under a palm hat. */
function sampan(x: number, y: number, scale: number): string {
  return `<g transform="translate(${x} ${y}) scale(${scale})"><ellipse cy="16" rx="150" ry="8" fill="#46636a" opacity=".3"/>
    <path d="M-160 -22C-120 6 -60 14 0 14C60 14 120 6 164 -26C120 -8 60 -2 0 -2C-60 -2 -116 -8 -160 -22Z" fill="#3a4a4e"/>
    <path d="M34 0L28 -52C28 -66 60 -66 62 -52L66 0Z" fill="#7a5c49"/><circle cx="46" cy="-72" r="13" fill="#c99a76"/><path d="M12 -74L46 -104L80 -74Z" fill="${INK.sand}"/>
    <path d="M60 -42L128 26" stroke="#3a4a4e" stroke-width="6" stroke-linecap="round"/></g>`;
}

function reeds(): string {
  const random = seeded(66);
  return Array.from({ length: 70 }, (_, index) => {
    const left = index < 38;
    const x = left ? random() * 300 - 20 : 1700 + random() * 240;
    const tall = 70 + random() * 170;
    const lean = (random() - 0.5) * 60;
    return `<path d="M${x.toFixed(0)} 1090Q${(x + lean * 0.2).toFixed(0)} ${(1080 - tall * 0.6).toFixed(0)} ${(x + lean).toFixed(0)} ${(1080 - tall).toFixed(0)}" stroke="#33494a" stroke-width="${(4 + random() * 5).toFixed(1)}" fill="none" stroke-linecap="round"/>`;
  }).join("");
}
