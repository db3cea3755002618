// Says what a form means while it is typed: the server reads it as it would on Save, and its answer takes its place
// beside the fields. Without this, the same is behind the buttons of the form.
const QUIET_MS = 300;

interface Meaning {
  readonly aside: string;
  readonly whys: Readonly<Record<string, string>>;
  readonly written: string | null;
  readonly save: string;
}

const entryForm = document.querySelector<HTMLFormElement>("form[data-check]");
if (entryForm !== null) watchEntry(entryForm);

function watchEntry(checked: HTMLFormElement): void {
  const touched = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;
  const ask = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      asked += 1;
      const mine = asked;
      askMeaning(checked).then(
        (answer) => {
          if (mine === asked) showMeaning(checked, answer, touched);
        },
        () => {
          // What stands beside the form is older than the form; Save reads it anew all the same.
        },
      );
    }, QUIET_MS);
  };
  checked.addEventListener("input", (event) => {
    if (event.target instanceof HTMLInputElement) markNextDay(event.target);
    ask();
  });
  checked.addEventListener("change", (event) => {
    const { target } = event;
    if (target instanceof HTMLElement && "name" in target) {
      touched.add(String(target.name));
      touched.add(target.closest<HTMLElement>("[data-rows]")?.dataset.rows ?? "");
      nameChosen(target.closest("details"));
    }
    ask();
  });
  checked.addEventListener("restored", ask);
  document.querySelector("[data-check-button]")?.remove();
}

async function askMeaning(checked: HTMLFormElement): Promise<Meaning> {
  const response = await fetch(checked.dataset.check ?? "", {
    method: "POST",
    body: new FormData(checked),
    headers: { accept: "application/json" },
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new Error(`The check answered ${response.status}.`);
  return response.json();
}

function showMeaning(checked: HTMLFormElement, answer: Meaning, touched: ReadonlySet<string>): void {
  const aside = checked.querySelector("[data-aside]");
  if (aside !== null) aside.innerHTML = answer.aside;
  for (const place of checked.querySelectorAll<HTMLElement>(".why[id]")) {
    const field = place.id.replace(/^f-|-why$/g, "");
    const why = touched.has(field) ? (answer.whys[field] ?? "") : "";
    if (place.textContent !== why) place.textContent = why;
    const input = document.getElementById(place.id.replace(/-why$/, ""));
    if (why === "") input?.removeAttribute("aria-invalid");
    else input?.setAttribute("aria-invalid", "true");
  }
  const written = checked.elements.namedItem("written");
  const isWritten = new FormData(checked).get("where") === "written";
  if (written instanceof HTMLTextAreaElement && !isWritten && answer.written !== null) written.value = answer.written;
  const save = document.querySelector("[data-save]");
  if (save !== null) save.textContent = answer.save;
}

/** Says “next day” beside an end that is earlier than its start. */
function markNextDay(field: HTMLInputElement): void {
  const row = field.closest("[data-window]");
  const mark = row?.querySelector<HTMLElement>("[data-next-day]");
  if (row === null || row === undefined || mark === null || mark === undefined) return;
  const [from = "", until = ""] = [...row.querySelectorAll("input")].map((input) => input.value.padStart(5, "0"));
  mark.hidden = !(/^\d\d:\d\d$/.test(from) && /^\d\d:\d\d$/.test(until) && until < from && until !== "00:00");
}

/** Says in the head of a filter's row what is ticked in it. */
function nameChosen(row: HTMLDetailsElement | null): void {
  const head = row?.querySelector<HTMLElement>("[data-chosen]");
  if (row === null || head === null || head === undefined) return;
  const ticked = [...row.querySelectorAll<HTMLInputElement>("input[type=checkbox]:checked")];
  const names = ticked.map((box) => box.closest("label")?.querySelector("span")?.textContent?.trim() ?? "");
  head.textContent = names.length === 0 ? (head.dataset.chosen ?? "") : names.slice(0, 4).join(", ");
}
