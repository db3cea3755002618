import { expect, test } from "vitest";
import { createGroupCommit, createPreparedCommit } from "./group-commit.ts";

function recorder(refuse: (item: number) => boolean = () => false) {
  const commits: number[][] = [];
  const open: (() => void)[] = [];
  const store = async (items: readonly number[]) => {
    await new Promise<void>((resolve) => open.push(resolve));
    if (items.some(refuse)) throw new Error("refused");
    commits.push([...items]);
    return items.map((item) => item * 10);
  };
  /** Lets every commit that is or comes under way go on, until all settled. */
  const finish = async <T>(work: Promise<T>): Promise<T> => {
    let isDone = false;
    const settled = work.finally(() => {
      isDone = true;
    });
    settled.catch(() => undefined);
    while (!isDone) {
      open.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    return settled;
  };
  return { commits, store, finish };
}

test("what waits while a commit is under way shares the next, in order, and each hears its own result", async () => {
  const { commits, store, finish } = recorder();
  const group = createGroupCommit(store, { maxTogether: 3, maxWaiting: 100 });
  const results = await finish(Promise.all([1, 2, 3, 4, 5].map((item) => group.add(item))));
  expect(results).toEqual([10, 20, 30, 40, 50]);
  expect(commits).toEqual([[1], [2, 3, 4], [5]]);
});

test("an item that cannot be stored keeps no other out", async () => {
  const { commits, store, finish } = recorder((item) => item === 3);
  const group = createGroupCommit(store, { maxTogether: 10, maxWaiting: 100 });
  const settled = await finish(Promise.allSettled([1, 2, 3, 4].map((item) => group.add(item))));
  expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
  expect(commits).toEqual([[1], [2], [4]]);
});

test("more than may wait is refused at once, and nothing of it is stored", async () => {
  const { commits, store, finish } = recorder();
  const group = createGroupCommit(store, { maxTogether: 10, maxWaiting: 2 });
  const settled = await finish(Promise.allSettled([1, 2, 3, 4].map((item) => group.add(item))));
  expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "fulfilled", "rejected"]);
  expect(commits.flat()).toEqual([1, 2, 3]);
});

test("a full group is made ready while the one before is stored, one that is not full after it, and none is stored twice", async () => {
  const { commits, store, finish } = recorder();
  const told: string[] = [];
  const group = createPreparedCommit(
    {
      prepare: async (items: readonly number[]) => {
        told.push(`prepares ${items} after ${commits.length}`);
        return items;
      },
      store,
    },
    { maxTogether: 2, maxWaiting: 100 },
  );
  const results = await finish(Promise.all([1, 2, 3, 4, 5, 6].map((item) => group.add(item))));
  expect(results).toEqual([10, 20, 30, 40, 50, 60]);
  expect(commits).toEqual([[1], [2, 3], [4, 5], [6]]);
  expect(told).toEqual(["prepares 1 after 0", "prepares 2,3 after 1", "prepares 4,5 after 1", "prepares 6 after 3"]);
});

test("what cannot be made ready is refused alone", async () => {
  const { commits, store, finish } = recorder();
  const prepare = async (items: readonly number[]) => {
    if (items.includes(3)) throw new Error("not ready");
    return items;
  };
  const group = createPreparedCommit({ prepare, store }, { maxTogether: 2, maxWaiting: 100 });
  const settled = await finish(Promise.allSettled([1, 2, 3, 4, 5].map((item) => group.add(item))));
  expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled", "fulfilled"]);
  expect(commits).toEqual([[1], [2], [4, 5]]);
});
