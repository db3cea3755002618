/** Stores what many ask for in few commits: whatever waits while one is under way shares the next. */
export interface GroupCommit<Item, Result> {
  /** Resolves after the commit that holds the item. Rejects when it could not be stored, or too much waits. */
  add(item: Item): Promise<Result>;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A queue of its own; `store` is never run twice at once and gets at most `maxTogether` items, whose results it gives in
 * their order. When it fails for several, each is tried alone, so that no one can keep the others' out.
 */
export function createGroupCommit<Item, Result>(
  store: (items: readonly Item[]) => Promise<readonly Result[]>,
  limits: { readonly maxTogether: number; readonly maxWaiting: number },
): GroupCommit<Item, Result> {
  const waiting: Waiting<Item, Result>[] = [];
  let isDraining = false;
  const storeTogether = async (together: readonly Waiting<Item, Result>[]): Promise<void> => {
    try {
      const results = await store(together.map(({ item }) => item));
      if (results.length !== together.length) throw new Error("An item was left without an answer.");
      for (const [index, { resolve }] of together.entries()) resolve(results[index] as Result);
    } catch (error) {
      if (together.length > 1) for (const one of together) await storeTogether([one]);
      else for (const { reject } of together) reject(error);
    }
  };
  const drain = async () => {
    isDraining = true;
    while (waiting.length > 0) await storeTogether(waiting.splice(0, limits.maxTogether));
    isDraining = false;
  };
  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        if (waiting.length >= limits.maxWaiting) {
          reject(new Error("Too much waits to be stored."));
          return;
        }
        waiting.push({ item, resolve, reject });
        if (!isDraining) void drain();
      }),
  };
}
