// Counts the seconds in which an act can be undone, and takes the button away after them. It stays while it has the focus.
for (const undoForm of document.querySelectorAll<HTMLFormElement>("form[data-undo]")) {
  const button = undoForm.querySelector<HTMLButtonElement>("button[data-counting]");
  if (button === null) continue;
  let left = Number(undoForm.dataset.undo);
  const count = (): void => {
    button.textContent = (button.dataset.counting ?? "").replace("{n}", String(left));
    if (left <= 0 && document.activeElement !== button) {
      clearInterval(ticking);
      undoForm.remove();
    }
    left = Math.max(0, left - 1);
  };
  const ticking = setInterval(count, 1_000);
  count();
}
