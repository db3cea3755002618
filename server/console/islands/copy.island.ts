// Copies the value of a field at the press of its button, and says that it did. Without this, people select and copy.
for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-copy-of]")) {
  const field = document.getElementById(button.dataset.copyOf ?? "");
  if (!(field instanceof HTMLInputElement) || !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    navigator.clipboard.writeText(field.value).then(
      () => {
        button.textContent = field.dataset.copy ?? button.textContent;
      },
      () => field.select(),
    );
  });
}
