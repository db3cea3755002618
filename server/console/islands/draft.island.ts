// Keeps what is typed into a long form as long as this tab lives, and gives it back after a mishap. Passwords and files
// are never kept. A form that came back with a refusal already holds its input, and wins.
// A draft goes only when a page tells that something was done after the form was sent.
const SENT = "cm-draft-sent";
const sent = sessionStorage.getItem(SENT);
if (sent !== null && document.querySelector(".told") !== null) {
  sessionStorage.removeItem(sent);
  sessionStorage.removeItem(SENT);
}

const LOCALE = document.documentElement.lang === "en" ? "en-GB" : "vi-VN";

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-draft]")) {
  const key = `cm-draft:${form.dataset.draft}`;
  if (form.querySelector("[role=alert]") === null) restore(form, sessionStorage.getItem(key));
  form.addEventListener("input", () => {
    sessionStorage.setItem(key, JSON.stringify(typed(form)));
    const note = form.querySelector<HTMLElement>("[data-draft-note]");
    if (note === null) return;
    const time = new Date().toLocaleTimeString(LOCALE, { hour: "2-digit", minute: "2-digit", hour12: false });
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
      const [value] = values.get(field.name) ?? [];
      if (value !== undefined) field.value = value;
    }
  }
  form.dispatchEvent(new Event("restored"));
}
