// Keeps a page of states true while somebody watches it: the main part is fetched again and put in place. Nothing is
// touched while the page is hidden, a menu or a confirmation is open, or somebody is typing.
const EVERY_MS = 15_000;

setInterval(() => {
  if (!isIdle()) return;
  refresh().catch(() => {
    // The next turn asks again; what is on the page still says when it was true.
  });
}, EVERY_MS);

function isIdle(): boolean {
  const busy = document.activeElement?.matches("input, select, textarea, summary") === true;
  return document.visibilityState === "visible" && !busy && document.querySelector("details[open]") === null;
}

async function refresh(): Promise<void> {
  const response = await fetch(location.href, {
    headers: { accept: "text/html" },
    signal: AbortSignal.timeout(EVERY_MS),
  });
  if (!response.ok || response.redirected) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  const focused = document.activeElement?.getAttribute("href");
  for (const selector of ["#main", ".nav"]) {
    const next = fresh.querySelector(selector);
    if (next !== null) document.querySelector(selector)?.replaceWith(next);
  }
  if (focused) document.querySelector<HTMLElement>(`a[href="${CSS.escape(focused)}"]`)?.focus();
}
