/** One numbered line of a notice: "2. Xếp hàng đúng làn: làn 1 cho hành khách". */
export interface NoticePoint {
  readonly number: string;
  readonly title: string;
  /** What stands after the first colon; empty when there is none. */
  readonly detail: string;
}

const MOST_POINTS = 5;
const NUMBERED_LINE = /^(\p{Nd}{1,2})[.)]\s*(.+)$/u;
const TITLE_END = /[:：]\s*/u;

/** The points of a text whose two to five lines are all numbered; empty for any other text. */
export function numberedPoints(text: string): readonly NoticePoint[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (lines.length < 2 || lines.length > MOST_POINTS) return [];
  const points = lines.flatMap((line) => {
    const match = NUMBERED_LINE.exec(line.trim());
    const [, number, words] = match ?? [];
    if (number === undefined || words === undefined) return [];
    const colon = TITLE_END.exec(words);
    if (colon === null) return [{ number, title: words, detail: "" }];
    return [{ number, title: words.slice(0, colon.index), detail: words.slice(colon.index + colon[0].length) }];
  });
  return points.length === lines.length ? points : [];
}
