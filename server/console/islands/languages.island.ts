// Keeps the shares of the languages a whole: moving one shares the rest out anew among the others, in proportion.
// Without this, Save says what they make together, and a button shares them out.
import { wholeShares } from "../../../schemas/rules/whole-shares.ts";

const POINT = document.documentElement.lang === "en" ? "." : ",";

interface Row {
  readonly share: HTMLInputElement;
  readonly minimum: HTMLInputElement;
  readonly range: HTMLInputElement;
}

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-mix]")) {
  const rows = [...form.querySelectorAll<HTMLElement>("[data-mix-row]")].flatMap(rowOf);
  for (const [index, row] of rows.entries()) {
    row.range.hidden = false;
    row.range.addEventListener("input", () => settle(rows, index, Number(row.range.value)));
    row.share.addEventListener("change", () => settle(rows, index, percentOf(row.share)));
  }
  form.querySelector("[data-scale]")?.remove();
}

function rowOf(element: HTMLElement): Row[] {
  const share = element.querySelector<HTMLInputElement>("[name=share]");
  const minimum = element.querySelector<HTMLInputElement>("[name=minimum]");
  const range = element.querySelector<HTMLInputElement>("[data-mix-range]");
  return share === null || minimum === null || range === null || share.readOnly ? [] : [{ share, minimum, range }];
}

function percentOf(field: HTMLInputElement): number {
  return Number(field.value.replace("%", "").replace(",", ".")) || 0;
}

function settle(rows: readonly Row[], moved: number, percent: number): void {
  const weights = rows.map(({ share }, index) => (index === moved ? percent : percentOf(share)) * 10_000);
  const shares = wholeShares(weights, moved);
  for (const [index, { share, minimum, range }] of rows.entries()) {
    const own = (shares[index] ?? 0) / 10_000;
    const shown = String(own).replace(".", POINT);
    share.value = shown;
    range.value = String(own);
    if (percentOf(minimum) > own) minimum.value = shown;
  }
  const whole = document.querySelector<HTMLElement>("[data-whole]");
  if (whole === null) return;
  whole.textContent = (whole.dataset.whole ?? "").replace("{sum}", "100");
  whole.classList.remove("warm");
}
