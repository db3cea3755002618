// Keeps what is typed into a long form as long as this tab lives, and gives it back after a mishap. Passwords and files
// are never kept. A form that came back with a refusal already holds its input, and wins.
// A draft goes only when a page tells that something was done after the form was sent.
import { ensureRows } from "./field-rows.ts";

const SENT = "cm-draft-sent";
const sent = sessionStorage.getItem(SENT);
if (sent !== null && document.querySelector(".told") !== null) {
  sessionStorage.removeItem(sent);
  sessionStorage.removeItem(SENT);
}

const LOCALE = document.documentElement.lang === "en" ? "en-GB" : "vi-VN";
/** The same zone as the clock at the head of the page. */
const CLOCK = { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Ho_Chi_Minh" } as const;

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-draft]")) {
  const key = `cm-draft:${form.dataset.draft}`;
  if (form.querySelector("[role=alert]") === null) restore(form, sessionStorage.getItem(key));
  form.addEventListener("input", () => {
    sessionStorage.setItem(key, JSON.stringify(typed(form)));
    // The note may stand in the bar at the foot of the page.
    const note = document.querySelector<HTMLElement>("[data-draft-note]");
    if (note === null) return;
    const time = new Date().toLocaleTimeString(LOCALE, CLOCK);
    note.textContent = (note.dataset.draftNote ?? "").replace("{time}", time);
  });
  form.addEventListener("submit", () => sessionStorage.setItem(SENT, key));
}

function typed(form: HTMLFormElement): [string, string][] {
  const kept: [string, string][] = [];
  for (const [name, value] of new FormData(form)) {
    const field = form.elements.namedItem(name);
    const isSecret = field instanceof HTMLInputElement && (field.type === "password" || field.type === "hidden");
    if (typeof value === "string" && !isSecret) kept.push([name, value]);
  }
  return kept;
}

function restore(form: HTMLFormElement, kept: string | null): void {
  if (kept === null) return;
  const values = new Map<string, string[]>();
  for (const [name, value] of JSON.parse(kept) as [string, string][])
    values.set(name, [...(values.get(name) ?? []), value]);
  for (const [name, all] of values) ensureRows(form, name, all.length);
  const taken = new Map<string, number>();
  for (const field of form.elements) {
    if (field instanceof HTMLInputElement && (field.type === "checkbox" || field.type === "radio")) {
      field.checked = values.get(field.name)?.includes(field.value) ?? false;
    } else if (
      field instanceof HTMLInputElement &&
      (field.type === "file" || field.type === "hidden" || field.type === "password")
    ) {
      // Never kept, so never given back.
    } else if (
      field instanceof HTMLInputElement ||
      field instanceof HTMLTextAreaElement ||
      field instanceof HTMLSelectElement
    ) {
      // Fields of one name, row by row, get their values in the same order.
      const place = taken.get(field.name) ?? 0;
      taken.set(field.name, place + 1);
      const value = values.get(field.name)?.[place];
      if (value !== undefined) field.value = value;
    }
  }
  form.dispatchEvent(new Event("restored"));
}
