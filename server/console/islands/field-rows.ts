/** Rows of the same fields: `data-rows` holds the rows, each `data-row`; it is named after a field of every row. */
export function rowsNamed(form: HTMLFormElement, field: string): HTMLElement | null {
  return form.querySelector<HTMLElement>(`[data-rows="${CSS.escape(field)}"]`);
}

/** Adds an empty row after the last and returns it; its fields get ids of their own. */
export function addRow(rows: HTMLElement): HTMLElement | null {
  const last = [...rows.querySelectorAll<HTMLElement>(":scope > [data-row]")].at(-1);
  if (last === undefined) return null;
  const count = rows.children.length;
  const row = last.cloneNode(true) as HTMLElement;
  for (const field of row.querySelectorAll<HTMLInputElement | HTMLSelectElement>("input, select")) {
    const id = field.id.replace(/\d+$/, String(count));
    row.querySelector(`label[for="${CSS.escape(field.id)}"]`)?.setAttribute("for", id);
    field.id = id;
    if (field instanceof HTMLSelectElement) field.selectedIndex = 0;
    else field.value = "";
  }
  last.after(row);
  return row;
}

/** Adds rows until there are so many fields of the name. */
export function ensureRows(form: HTMLFormElement, field: string, count: number): void {
  const rows = form.querySelector(`[name="${CSS.escape(field)}"]`)?.closest<HTMLElement>("[data-rows]");
  if (rows === undefined || rows === null) return;
  while (rows.children.length < count && addRow(rows) !== null);
}
