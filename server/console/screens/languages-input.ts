import type { LanguageMix } from "../../../schemas/language-mix.ts";
import { wholeShares } from "../../../schemas/rules/whole-shares.ts";
import { type FormInput, formOf } from "../form-input.ts";
import { fieldReader } from "../form-problems.ts";
import { fieldNumber } from "../parts/format.ts";
import type { View } from "../view.ts";

const WHOLE_PPM = 1_000_000;
/** Given to a language that is added: half of a hundredth's ten, and half of that at least. */
const NEW_SHARE_PPM = 50_000;

/** One row of the form as typed: null where it is no number. */
export interface LanguageRow {
  readonly language: string;
  readonly sharePpm: number | null;
  readonly minimumPpm: number | null;
}

/** The rows as they were sent, a language at most once. */
export function readLanguageRows(form: FormInput): LanguageRow[] {
  const [shares, minimums] = [form.each("share"), form.each("minimum")];
  const rows = form.each("language").map((language, index) => ({
    language,
    sharePpm: ppmOf(shares[index] ?? ""),
    minimumPpm: ppmOf((minimums[index] ?? "") || "0"),
  }));
  return rows.filter(({ language }, index) => rows.findIndex((row) => row.language === language) === index);
}

function ppmOf(text: string): number | null {
  const percent = Number(text.replace("%", "").replace(",", ".").trim() || Number.NaN);
  return percent >= 0 && percent <= 100 ? Math.round(percent * 10_000) : null;
}

/**
 * The mix that a form describes. Throws `FormProblems`: a share or minimum that is none, at its row; shares that do not
 * make a whole, at `whole`. They are never scaled unasked.
 */
export function readMix(form: FormInput, nameOf: (language: string) => string): LanguageMix {
  const reader = fieldReader();
  const mix = readLanguageRows(form).map(({ language, sharePpm, minimumPpm }) => {
    const name = nameOf(language);
    if (sharePpm === null || sharePpm === 0)
      reader.note(`share-${language}`, "languages-page.bad-share", { language: name });
    if (minimumPpm === null || (sharePpm !== null && minimumPpm > sharePpm)) {
      reader.note(`minimum-${language}`, "languages-page.bad-minimum", { language: name });
    }
    return { language, sharePpm: sharePpm ?? 0, minimumPpm: minimumPpm ?? 0 };
  });
  const sum = sumOf(mix);
  if (sum !== WHOLE_PPM) reader.note("whole", "languages-page.not-whole", { sum: sum / 10_000 });
  reader.finish();
  return mix;
}

/** What the shares make together, those that are no number left out. */
export function sumOf(rows: readonly LanguageRow[]): number {
  return rows.reduce((sum, { sharePpm }) => sum + (sharePpm ?? 0), 0);
}

/** The rows shared out to a whole in proportion; minimums come down with their shares. */
export function scaledRows(rows: readonly LanguageRow[]): LanguageRow[] {
  const shares = wholeShares(
    rows.map(({ sharePpm }) => sharePpm ?? 0),
    null,
  );
  return rows.map((row, index) => {
    const sharePpm = shares[index] ?? 0;
    return { ...row, sharePpm, minimumPpm: Math.min(row.minimumPpm ?? 0, sharePpm) };
  });
}

/** The rows with one more language, which the others make room for; as they were when it is there already. */
export function withLanguage(rows: readonly LanguageRow[], language: string): LanguageRow[] {
  if (language === "" || rows.some((row) => row.language === language)) return [...rows];
  const added = { language, sharePpm: NEW_SHARE_PPM, minimumPpm: NEW_SHARE_PPM / 2 };
  const shares = wholeShares(
    [...rows, added].map(({ sharePpm }) => sharePpm ?? 0),
    rows.length,
  );
  return [...rows, added].map((row, index) => {
    const sharePpm = shares[index] ?? 0;
    return { ...row, sharePpm, minimumPpm: Math.min(row.minimumPpm ?? 0, sharePpm) };
  });
}

/** The form that shows rows. */
export function formOfRows(view: Pick<View, "locale">, rows: readonly LanguageRow[], basis: string): FormInput {
  const text = (ppm: number | null) => (ppm === null ? "" : fieldNumber(view, ppm / 10_000));
  return formOf({
    basis,
    language: rows.map(({ language }) => language),
    share: rows.map(({ sharePpm }) => text(sharePpm)),
    minimum: rows.map(({ minimumPpm }) => text(minimumPpm)),
  });
}
