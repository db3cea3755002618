/** Values by name that are worked out once; those not asked for between two turns are forgotten at the second. */
export class Remembered<Value> {
  #now = new Map<string, Value>();
  #before = new Map<string, Value>();

  get(name: string, workOut: () => Value): Value {
    let value = this.#now.get(name);
    if (value !== undefined) return value;
    value = this.#before.get(name) ?? workOut();
    this.#now.set(name, value);
    return value;
  }

  /** Whether `get` need not work the value out. */
  has(name: string): boolean {
    return this.#now.has(name) || this.#before.has(name);
  }

  /** Asked for since the last turn. */
  get size(): number {
    return this.#now.size;
  }

  turn(): void {
    this.#before = this.#now;
    this.#now = new Map();
  }
}
