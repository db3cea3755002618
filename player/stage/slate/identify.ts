/** Writes the screen's name large over everything for some seconds, so that a person can tell which screen is which. */
export class Identify {
  readonly #label = document.createElement("p");
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parent: HTMLElement) {
    this.#label.className = "identify";
    this.#label.lang = "vi";
    this.#label.hidden = true;
    parent.append(this.#label);
  }

  setName(name: string): void {
    this.#label.textContent = name;
  }

  show(seconds: number): void {
    clearTimeout(this.#timer);
    this.#label.hidden = false;
    this.#timer = setTimeout(() => {
      this.#label.hidden = true;
    }, seconds * 1_000);
  }
}
