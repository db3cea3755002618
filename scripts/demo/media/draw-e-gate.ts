import { INK, sheet } from "./landscape.ts";

/** A control hall with automatic gates and the passport they ask for. */
export function drawEGate(): string {
  const lanes = [0, 1, 2].map((lane) => gate(700 + lane * 400, lane === 1));
  return sheet(hall() + lanes.join("") + traveller(1300, 800) + passport(), "#dfe2df");
}

function hall(): string {
  const panes = Array.from(
    { length: 8 },
    (_, index) =>
      `<rect x="${index * 250 - 30}" y="60" width="226" height="440" fill="#edf0ee"/><path d="M${index * 250 - 30} 500L${index * 250 + 100} 60H${index * 250 + 150}L${index * 250 + 20} 500Z" fill="#f7f8f6"/>`,
  ).join("");
  const hills = `<clipPath id="glass">${Array.from({ length: 8 }, (_, index) => `<rect x="${index * 250 - 30}" y="60" width="226" height="440"/>`).join("")}</clipPath><g clip-path="url(#glass)"><path d="M0 400L220 330L430 380L700 290L960 370L1240 300L1500 380L1760 310L1920 360V520H0Z" fill="#c3cbcb"/><path d="M0 450L300 400L620 450L980 410L1330 455L1640 405L1920 440V520H0Z" fill="#a8b3b4"/></g>`;
  const floorLines = Array.from(
    { length: 13 },
    (_, index) => `<path d="M960 520L${-1440 + index * 400} 1080" stroke="#c5cac8" stroke-width="3"/>`,
  ).join("");
  return `<rect width="1920" height="520" fill="#b7bfbf"/>${panes}${hills}<rect width="1920" height="62" fill="#3f4a4f"/><rect y="496" width="1920" height="24" fill="#8b9699"/><rect y="520" width="1920" height="560" fill="#d3d7d4"/>${floorLines}`;
}

/** One gate seen from the front; the open one shows moss, the others granite. */
function gate(x: number, open: boolean): string {
  const light = open ? INK.moss : INK.stone[5];
  const mark = open
    ? '<path d="M-26 -2L-8 18L28 -22" fill="none" stroke="#fff" stroke-width="12" stroke-linecap="round" stroke-linejoin="round"/>'
    : '<path d="M-24 0H24" stroke="#fff" stroke-width="12" stroke-linecap="round"/>';
  const flaps = open
    ? '<path d="M-124 640L-98 660V876L-124 900Z" fill="#a9c3bf" opacity=".8"/><path d="M124 640L98 660V876L124 900Z" fill="#a9c3bf" opacity=".8"/>'
    : '<path d="M-124 640H-8V876L-124 890Z" fill="#a9bcbf" opacity=".85"/><path d="M124 640H8V876L124 890Z" fill="#a9bcbf" opacity=".85"/><path d="M-104 650L-50 876M60 650L112 860" stroke="#dfe8e8" stroke-width="10" opacity=".6"/>';
  return `<g transform="translate(${x} 0)"><ellipse cy="930" rx="210" ry="22" fill="#aab1b0" opacity=".6"/>
    ${open ? '<path d="M-90 1080L-58 930H58L90 1080Z" fill="#bfd2c6"/><path d="M0 952L46 1010H20V1060H-20V1010H-46Z" fill="#4f7f62"/>' : ""}
    <rect x="-190" y="560" width="66" height="372" fill="#3f4a4f"/><rect x="124" y="560" width="66" height="372" fill="#3f4a4f"/>
    <rect x="-190" y="560" width="22" height="372" fill="#586468"/><rect x="124" y="560" width="22" height="372" fill="#586468"/>
    <rect x="-206" y="414" width="412" height="148" fill="#2c3336"/><rect x="-206" y="414" width="412" height="12" fill="${light}"/>
    <circle cy="492" r="52" fill="${light}"/><g transform="translate(0 492)">${mark}</g>${flaps}
    <rect x="-186" y="660" width="58" height="84" rx="4" fill="#171b1d"/><rect x="-178" y="668" width="42" height="52" fill="${open ? "#86b89c" : "#78858a"}"/><rect x="-176" y="770" width="38" height="10" fill="${light}"/></g>`;
}

function traveller(x: number, y: number): string {
  return `<g transform="translate(${x - 200} ${y}) scale(1.12)"><ellipse cx="10" cy="206" rx="120" ry="14" fill="#aab1b0" opacity=".7"/>
    <path d="M-44 200V70H-6V200ZM6 200V70H44V200Z" fill="#2f383c"/><path d="M-62 84C-62 -30 -40 -72 0 -72C40 -72 62 -30 62 84Z" fill="${INK.sonDeep}"/><path d="M-62 84C-62 -30 -40 -72 0 -72V84Z" fill="${INK.son}"/>
    <rect x="-15" y="-92" width="30" height="26" fill="#c99a76"/><circle cy="-114" r="38" fill="#c99a76"/><path d="M-40 -112C-44 -168 44 -168 40 -112C38 -84 20 -80 0 -80C-20 -80 -38 -84 -40 -112Z" fill="#23292c"/>
    <path d="M-50 -40C-86 -10 -92 40 -84 66" stroke="${INK.son}" stroke-width="24" stroke-linecap="round" fill="none"/><rect x="-108" y="58" width="44" height="60" rx="4" fill="#2f5a45"/>
    <path d="M78 118V54H112V118" fill="none" stroke="#3f4a4f" stroke-width="7"/><rect x="64" y="112" width="66" height="88" rx="6" fill="#586468"/><path d="M86 124V188M108 124V188" stroke="#78858a" stroke-width="5"/><circle cx="78" cy="204" r="8" fill="#23292c"/><circle cx="116" cy="204" r="8" fill="#23292c"/></g>`;
}

/** An open booklet with its data page, and the chip mark; no state's arms. */
function passport(): string {
  const lines = [0, 1, 2, 3]
    .map((row) => `<rect x="196" y="${-150 + row * 38}" width="${150 - (row % 2) * 44}" height="14" fill="#9aa5a8"/>`)
    .join("");
  const machine = [0, 1]
    .map((row) => `<path d="M24 ${84 + row * 36}H350" stroke="#3f4a4f" stroke-width="14" stroke-dasharray="12 7"/>`)
    .join("");
  return `<g transform="translate(120 790) rotate(-7)"><path d="M6 -206H378V156H6Z" fill="#8b9699" opacity=".35" transform="translate(14 18)"/>
    <rect y="-214" width="374" height="364" rx="14" fill="#2f5a45"/><rect x="10" y="-204" width="354" height="344" rx="6" fill="${INK.paper}"/>
    <rect x="32" y="-176" width="138" height="180" fill="#c9d3cd"/><circle cx="101" cy="-104" r="36" fill="#7f9489"/><path d="M42 4C46 -54 156 -54 160 4Z" fill="#7f9489"/>${lines}
    <g transform="translate(300 26)"><rect x="-44" y="-24" width="88" height="48" rx="6" fill="none" stroke="${INK.son}" stroke-width="8"/><circle r="13" fill="none" stroke="${INK.son}" stroke-width="8"/><path d="M-44 0H-13M13 0H44" stroke="${INK.son}" stroke-width="8"/></g>${machine}</g>`;
}
