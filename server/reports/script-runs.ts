/** A stretch of text in one kind of script. */
export interface ScriptRun {
  readonly text: string;
  readonly script: Script;
}

export type Script = "latin" | "khmer" | "lao" | "thai" | "tai-viet" | "cham" | "han";

const SCRIPTS: readonly (readonly [Script, RegExp])[] = [
  ["khmer", /\p{Script=Khmer}/u],
  ["lao", /\p{Script=Lao}/u],
  ["thai", /\p{Script=Thai}/u],
  ["tai-viet", /\p{Script=Tai_Viet}/u],
  ["cham", /\p{Script=Cham}/u],
  ["han", /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u],
];
const PLAIN = /^[\p{Script=Latin}\p{Nd}\p{P}\s]*$/u;

/** The text cut where its script changes; marks, spaces and signs stay with what stands before them. */
export function scriptRuns(text: string): ScriptRun[] {
  if (PLAIN.test(text) && !SCRIPTS.some(([, letters]) => letters.test(text))) return [{ text, script: "latin" }];
  const runs: { text: string; script: Script }[] = [];
  for (const letter of text) {
    const last = runs.at(-1);
    const script = scriptOf(letter) ?? (/[\p{Mark}\s]/u.test(letter) ? last?.script : undefined) ?? "latin";
    if (last?.script === script) last.text += letter;
    else runs.push({ text: letter, script });
  }
  return runs;
}

/** Scripts that the text needs fonts for. */
export function scriptsIn(text: string): ReadonlySet<Script> {
  return new Set<Script>(["latin", ...SCRIPTS.filter(([, letters]) => letters.test(text)).map(([script]) => script)]);
}

function scriptOf(letter: string): Script | undefined {
  return SCRIPTS.find(([, letters]) => letters.test(letter))?.[0];
}
