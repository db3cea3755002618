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

export interface GroupLimits {
  /** Items in one commit at most. */
  readonly maxTogether: number;
  /** Items that may wait; one more is refused. */
  readonly maxWaiting: number;
}

/**
 * A queue of its own; `store` is never run twice at once and gets at most `maxTogether` items, whose results it gives in
 * their order. When it fails for several, each is tried alone, so that no one can keep the others' out.
 */
export function createGroupCommit<Item, Result>(
  store: (items: readonly Item[]) => Promise<readonly Result[]>,
  limits: GroupLimits,
): GroupCommit<Item, Result> {
  return createPreparedCommit({ prepare: async (items) => items, store }, limits);
}

/**
 * The same in two steps: `prepare` is run for a full group while the group before is being stored, so it must not rely on
 * what that stores; for a group that is not full it is run after.
 */
export function createPreparedCommit<Item, Prepared, Result>(
  steps: {
    readonly prepare: (items: readonly Item[]) => Promise<Prepared>;
    readonly store: (prepared: Prepared) => Promise<readonly Result[]>;
  },
  { maxTogether, maxWaiting }: GroupLimits,
): GroupCommit<Item, Result> {
  const waiting: Waiting<Item, Result>[] = [];
  let isDraining = false;
  const begin = (together: readonly Waiting<Item, Result>[]) => {
    const prepared = steps.prepare(together.map(({ item }) => item));
    // Whoever stores it is told; until then nobody has to listen.
    prepared.catch(() => undefined);
    return { together, prepared };
  };
  const storeGroup = async ({ together, prepared }: ReturnType<typeof begin>): Promise<void> => {
    try {
      const results = await steps.store(await prepared);
      if (results.length !== together.length) throw new Error("An item was left without an answer.");
      for (const [index, { resolve }] of together.entries()) resolve(results[index] as Result);
    } catch (error) {
      if (together.length > 1) for (const one of together) await storeGroup(begin([one]));
      else for (const { reject } of together) reject(error);
    }
  };
  const drain = async () => {
    isDraining = true;
    let ahead: ReturnType<typeof begin> | undefined;
    while (ahead !== undefined || waiting.length > 0) {
      const stored = storeGroup(ahead ?? begin(waiting.splice(0, maxTogether)));
      ahead = waiting.length < maxTogether ? undefined : begin(waiting.splice(0, maxTogether));
      await stored;
    }
    isDraining = false;
  };
  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        if (waiting.length >= maxWaiting) {
          reject(new Error("Too much waits to be stored."));
          return;
        }
        waiting.push({ item, resolve, reject });
        if (!isDraining) void drain();
      }),
  };
}
