/** Rolling hash over everything that happened: two runs that differ anywhere end with another name. */
export class TraceHash {
  #low = 0x811c9dc5;
  #high = 0x01000193;

  add(word: string | number): void {
    const text = typeof word === "number" ? String(word) : word;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      this.#low = Math.imul(this.#low ^ code, 0x01000193);
      this.#high = Math.imul(this.#high ^ (code + (this.#low >>> 24)), 0x85ebca6b);
    }
    this.#low ^= 0x5bd1e995;
  }

  get name(): string {
    const half = (value: number) => (value >>> 0).toString(16).padStart(8, "0");
    return half(this.#high) + half(this.#low);
  }
}
