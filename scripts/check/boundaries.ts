import { dirname, join, normalize } from "node:path";
import type { ProjectFile } from "./project-files.ts";

/** Files matching `from` may import only project files that match one of `mayImport`. The first rule that matches decides. */
interface DirectionRule {
  readonly from: RegExp;
  readonly mayImport: readonly RegExp[];
}

const SCHEMAS = /^schemas\//;
const CONTENT = /^content\//;

const DIRECTIONS: readonly DirectionRule[] = [
  { from: /\.test\.tsx?$|^tests\//, mayImport: [/./] },
  // Whoever verifies evidence must not have to believe the server's own code.
  {
    from: /^scripts\/verify/,
    mayImport: [/^schemas\/trust\//, /^schemas\/(envelope|play-record|root-document)\.ts$/, /^scripts\/verify\//],
  },
  { from: /^scripts\//, mayImport: [/./] },
  { from: SCHEMAS, mayImport: [SCHEMAS] },
  { from: CONTENT, mayImport: [SCHEMAS, CONTENT] },
  { from: /^player\/agent\/core\//, mayImport: [SCHEMAS, /^player\/agent\/core\//] },
  { from: /^player\/agent\//, mayImport: [SCHEMAS, /^player\/agent\//] },
  { from: /^player\/stage\//, mayImport: [SCHEMAS, /^player\/stage\//] },
  { from: /^server\/console\/islands\//, mayImport: [SCHEMAS, /^server\/console\/islands\//] },
  {
    from: /^server\/db\//,
    mayImport: [SCHEMAS, /^server\/db\//, /^server\/(errors|context|new-id|sha256|turns)\.ts$/],
  },
  {
    from: /^server\/services\//,
    mayImport: [SCHEMAS, CONTENT, /^server\/(services|db|ports|messages)\//, /^server\/[^/]+\.ts$/],
  },
  { from: /^server\/(http|console|socket|jobs|reports)\//, mayImport: [SCHEMAS, CONTENT, /^server\//] },
  { from: /^server\//, mayImport: [SCHEMAS, CONTENT, /^server\//] },
];

/** A package or a word that only the files matching `onlyIn` may use (among those matching `within`). */
interface ReservedUse {
  readonly what: string;
  readonly pattern: RegExp;
  readonly within: RegExp;
  readonly onlyIn: RegExp;
}

const CODE = /\.(ts|tsx)$/;
/** Everything but the page that names the reserved words. */
const ROOMS = /^(?!scripts\/check\/).*\.(ts|tsx)$/;
const PURE_CORES =
  /^(player\/agent\/core\/|player\/stage\/sequencer\/core|server\/services\/ledger\/core\.ts|server\/socket\/session-core\.ts|schemas\/)/;

const RESERVED: readonly ReservedUse[] = [
  { what: "fluent-ffmpeg", pattern: /from "fluent-ffmpeg"/, within: ROOMS, onlyIn: /^content\/tools\/ffmpeg\.ts$/ },
  {
    what: "sharp",
    pattern: /from "sharp"/,
    within: ROOMS,
    onlyIn: /^(content\/tools\/sharp\.ts$|tests\/|.*\.test\.ts$)/,
  },
  {
    what: "sqlite3",
    pattern: /from "sqlite3"/,
    within: ROOMS,
    onlyIn: /^(server\/db|scripts\/bench\/(ingest|report))\//,
  },
  { what: "node-cron", pattern: /from "node-cron"/, within: ROOMS, onlyIn: /^server\/jobs\/schedule\.ts$/ },
  { what: "docx", pattern: /from "docx"/, within: ROOMS, onlyIn: /^server\/reports\// },
  {
    what: "process.env",
    pattern: /\bprocess\.env\b/,
    within: /^(schemas|content|server|player)\/.*(?<!\.test)\.tsx?$/,
    onlyIn: /^(server\/config\.ts|player\/agent\/config\.ts)$/,
  },
  {
    what: "a clock, timer, random number, file or network inside a pure core",
    pattern:
      /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bset(Timeout|Interval|Immediate)\(|\bperformance\.|\bfetch\(|from "node:|\bcrypto\.(get|random)/,
    within: PURE_CORES,
    onlyIn: /\.test\.ts$/,
  },
  {
    what: "the wall clock outside the clock files",
    pattern: /\bDate\.now\(|\bnew Date\(\)/,
    within: /^(content|server(?!\/console\/islands)|player)\/.*(?<!\.test)\.tsx?$/,
    onlyIn: /(^|\/)(clock|system-clock|stage-clock)\.ts$/,
  },
];

const IMPORT = /(?:from|import)\s*\(?\s*"(\.[^"]+)"/g;

/** One line for each import against the house's direction and each reserved thing used where it may not be. */
export function findBoundaryBreaks(files: readonly ProjectFile[]): string[] {
  const code = files.filter((file) => CODE.test(file.path));
  return [...code.flatMap(directionBreaks), ...code.flatMap(reservedBreaks)];
}

function directionBreaks(file: ProjectFile): string[] {
  const rule = DIRECTIONS.find((candidate) => candidate.from.test(file.path));
  if (rule === undefined) return [];
  const broken: string[] = [];
  for (const [, specifier = ""] of file.text.matchAll(IMPORT)) {
    const target = normalize(join(dirname(file.path), specifier));
    if (!rule.mayImport.some((allowed) => allowed.test(target))) broken.push(`${file.path} may not import ${target}`);
  }
  return broken;
}

function reservedBreaks(file: ProjectFile): string[] {
  return RESERVED.filter(
    (use) => use.within.test(file.path) && !use.onlyIn.test(file.path) && use.pattern.test(withoutComments(file.text)),
  ).map((use) => `${file.path} may not use ${use.what}`);
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
}
