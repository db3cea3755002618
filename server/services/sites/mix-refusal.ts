import { z } from "zod";
import { DomainError } from "../../errors.ts";

const Loose = z.array(z.object({ language: z.string(), sharePpm: z.number(), minimumPpm: z.number() }));

/** Why a language mix is refused, in words: for people, shares are parts of a hundred. */
export function refusalOfMix(mix: unknown, error: Pick<z.ZodError, "issues">): DomainError {
  const what = error.issues.map((issue) => `${issue.path.join(".") || "mix"}: ${issue.message}`).join("; ");
  const rows = Loose.safeParse(mix).data;
  if (rows === undefined || rows.length === 0) return new DomainError("bad-input", "error.bad-input", { what });
  const twice = rows.find(({ language }, index) => rows.findIndex((row) => row.language === language) < index);
  if (twice !== undefined) {
    return new DomainError("bad-input", "sites.mix-language-twice", { language: twice.language });
  }
  const over = rows.find(({ sharePpm, minimumPpm }) => minimumPpm > sharePpm);
  if (over !== undefined) {
    const { language } = over;
    return new DomainError("bad-input", "sites.mix-minimum-above-share", {
      language,
      minimum: percent(over.minimumPpm),
      share: percent(over.sharePpm),
    });
  }
  const sumPpm = rows.reduce((sum, { sharePpm }) => sum + sharePpm, 0);
  if (sumPpm !== 1_000_000) return new DomainError("bad-input", "sites.mix-not-whole", { sum: percent(sumPpm) });
  return new DomainError("bad-input", "error.bad-input", { what });
}

/** At most four decimals, so that a millionth shows; a whole number without any. */
function percent(ppm: number): string {
  return String(Math.round(ppm) / 10_000);
}
