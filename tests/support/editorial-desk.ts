import { createTestContext, type TestContext } from "./server-context.ts";

type Person = Awaited<ReturnType<TestContext["asPerson"]>>;

/** A server with reference data and the people an item needs: one who edits and two who approve. */
export interface EditorialDesk {
  readonly world: TestContext;
  readonly editor: Person;
  readonly approvers: readonly [Person, Person];
}

export async function createEditorialDesk(): Promise<EditorialDesk> {
  const world = await createTestContext();
  return {
    world,
    editor: await world.asPerson(["editor"]),
    approvers: [await world.asPerson(["approver"]), await world.asPerson(["approver"])],
  };
}
