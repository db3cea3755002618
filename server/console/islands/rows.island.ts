// Adds a row of fields at once. Without this, the same button asks the server for it.
import { addRow, rowsNamed } from "./field-rows.ts";

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-has-rows]")) {
  form.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-more]") : null;
    const rows = button === null ? null : rowsNamed(form, button.dataset.more ?? "");
    if (rows === null) return;
    event.preventDefault();
    addRow(rows)?.querySelector<HTMLElement>("input")?.focus();
  });
}
