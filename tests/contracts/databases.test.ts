import { type Kysely, sql } from "kysely";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { asActor, type Database } from "../../server/context.ts";
import { migrateToLatest } from "../../server/db/migrate.ts";
import { migrations } from "../../server/db/migrations/index.ts";
import { openDatabase } from "../../server/db/open.ts";
import { findSetting, saveSetting } from "../../server/db/repos/settings.ts";
import { withTransaction } from "../../server/db/transaction.ts";
import { verifyAudit } from "../../server/services/audit/verify-audit.ts";
import { addSecondPerson } from "../../server/services/people/add-second-person.ts";
import { completeFirstRun } from "../../server/services/people/complete-first-run.ts";
import { canApproveTogether } from "../../server/services/people/distinct-persons.ts";
import { openFirstRunLink } from "../../server/services/people/open-first-run-link.ts";
import { findSignedInPerson } from "../../server/services/people/sessions.ts";
import { signIn } from "../../server/services/people/sign-in.ts";
import { listReference } from "../../server/services/reference/list-reference.ts";
import { createTestContext } from "../support/server-context.ts";
import { DATABASE_KINDS, startDatabases, type TestDatabases } from "../support/test-databases.ts";
import { showsRecordsOfStep21 } from "./narrow-plays-migration.ts";
import { fillsDaysAndMonths } from "./play-totals-migration.ts";
import { repositoryContracts } from "./repository-contract.ts";
import { keepsRowsOfStep7 } from "./schedule-engine-migration.ts";
import { showsRecordsOfStep23 } from "./stretches-migration.ts";

describe.each(DATABASE_KINDS)("on %s", (kind) => {
  let databases: TestDatabases;
  let db: Database;
  beforeAll(async () => {
    databases = await startDatabases(kind);
  });
  beforeEach(async () => {
    db = await openDatabase(await databases.create());
    await migrateToLatest(db);
  });
  afterEach(() => db.destroy());
  afterAll(() => databases.stop());

  for (const contract of repositoryContracts) test(contract.name, () => contract.run(db));

  test("migrations bring an empty database to the newest state, once", async () => {
    const empty = await openDatabase(await databases.create());
    expect(await migrateToLatest(empty)).toEqual(Object.keys(migrations));
    expect(await migrateToLatest(empty)).toEqual([]);
    await empty.destroy();
  });

  test("a database with rows of step 7 comes out of step 8 with the same schedule, still published", async () => {
    const old = await openDatabase(await databases.create());
    await keepsRowsOfStep7(old);
    await old.destroy();
  });

  test("a database with hourly totals of step 9 comes out of step 10 with the days and months they make up", async () => {
    const old = await openDatabase(await databases.create());
    await fillsDaysAndMonths(old);
    await old.destroy();
  });

  test("records of step 21 are shown by step 22 as they were told, and each is still stored once", async () => {
    const old = await openDatabase(await databases.create());
    await showsRecordsOfStep21(old);
    await old.destroy();
  });

  test("records of step 23 are shown by step 24 as they were told, in as few stretches as can be, each stored once", async () => {
    const old = await openDatabase(await databases.create());
    await showsRecordsOfStep23(old);
    await old.destroy();
  });

  test("two servers that migrate at the same moment both end with the newest state", async () => {
    const address = await databases.create();
    const both = await Promise.all([openDatabase(address), openDatabase(address)]);
    const ran = await Promise.all(both.map((one) => migrateToLatest(one)));
    expect(ran.flat().sort()).toEqual(Object.keys(migrations));
    await Promise.all(both.map((one) => one.destroy()));
  });

  test("a migration that fails leaves nothing of itself or of those before it in the run, and can be run again", async () => {
    const good = { up: (d: Kysely<unknown>) => d.schema.createTable("good").addColumn("x", "bigint").execute() };
    const bad = {
      async up(d: Kysely<unknown>) {
        await d.schema.createTable("half").addColumn("x", "bigint").execute();
        await sql`insert into no_such_table values (1)`.execute(d);
      },
    };
    await expect(migrateToLatest(db, { ...migrations, "9001-good": good, "9002-bad": bad })).rejects.toThrow();
    const tables = (await db.introspection.getTables()).map((table) => table.name);
    expect(tables).not.toContain("good");
    expect(tables).not.toContain("half");
    expect(await migrateToLatest(db, { ...migrations, "9001-good": good })).toEqual(["9001-good"]);
  });

  test("a database made by a newer version is refused", async () => {
    const { "0005-play-log": _newest, ...older } = migrations;
    await expect(migrateToLatest(db, older)).rejects.toThrow(/corrupted migrations/);
  });

  test("a transaction that throws stores nothing, and the next one works", async () => {
    const failing = withTransaction(db, async (tx) => {
      await saveSetting(tx, "a", "1");
      throw new Error("the verb refused");
    });
    await expect(failing).rejects.toThrow("the verb refused");
    const broken = withTransaction(db, (tx) => sql`insert into no_such_table values (1)`.execute(tx));
    await expect(broken).rejects.toThrow(/no_such_table/);
    expect(await findSetting(db, "a")).toBeUndefined();
    await withTransaction(db, (tx) => saveSetting(tx, "a", "2"));
    expect(await findSetting(db, "a")).toBe("2");
  });

  test("transactions that read and then write run one after another: no addition is lost", async () => {
    await saveSetting(db, "count", "0");
    const addOne = (index: number) =>
      withTransaction(db, async (tx) => {
        const count = Number(await findSetting(tx, "count"));
        if (index % 5 === 0) throw new Error("refused");
        await saveSetting(tx, "count", String(count + 1));
      });
    const results = await Promise.allSettled(Array.from({ length: 50 }, (_, index) => addOne(index)));
    expect(results.filter((result) => result.status === "rejected")).toHaveLength(10);
    expect(await findSetting(db, "count")).toBe("40");
  });

  test("what a transaction has not committed is not seen outside, and reading does not wait for it", async () => {
    let seenMeanwhile: string | undefined = "not read";
    const outside = () => findSetting(db, "a");
    let read: () => void = () => undefined;
    const mayRead = new Promise<void>((resolve) => {
      read = resolve;
    });
    const reader = mayRead.then(outside).then((value) => {
      seenMeanwhile = value;
    });
    await withTransaction(db, async (tx) => {
      await saveSetting(tx, "a", "1");
      read();
      await reader;
    });
    expect(seenMeanwhile).toBeUndefined();
    expect(await findSetting(db, "a")).toBe("1");
  });

  test("using db past an open transaction throws at once instead of waiting for ever; tx and other databases work", async () => {
    const other = await openDatabase(await databases.create());
    await migrateToLatest(other);
    await withTransaction(db, async (tx) => {
      await expect(findSetting(db, "a")).rejects.toThrow(/use tx, not db/);
      await expect(saveSetting(db, "a", "1")).rejects.toThrow(/use tx, not db/);
      await expect(withTransaction(db, async () => undefined)).rejects.toThrow(/use tx, not db/);
      expect(() => withTransaction(tx, async () => undefined)).toThrow(/pass on the tx/);
      await saveSetting(other, "a", "elsewhere");
      await withTransaction(other, (otherTx) => saveSetting(otherTx, "b", "elsewhere"));
      await saveSetting(tx, "a", "inside");
    });
    expect(await findSetting(db, "a")).toBe("inside");
    expect(await findSetting(other, "b")).toBe("elsewhere");
    await other.destroy();
  });

  test("a whole installation begins: root, reference data, first run, two approvers, sign-in, a sound audit log", async () => {
    const house = await createTestContext({ database: await databases.create() });
    const { token } = await openFirstRunLink(house.ctx);
    const first = { login: "first", displayName: "First", password: "a long enough password" };
    const { person } = await completeFirstRun(house.ctx, { token, ...first, alsoApproves: true });
    const admin = asActor(house.ctx, { kind: "person", personId: person.id, roles: new Set(person.roles) });
    const second = { login: "second", displayName: "Second", roles: ["approver" as const] };
    const { personId } = await addSecondPerson(admin, second);
    expect(await canApproveTogether(house.ctx, person.id, personId)).toBe(true);
    const signedIn = await signIn(house.ctx, { ...first, remoteAddress: "192.0.2.1" });
    expect(await findSignedInPerson(house.ctx, signedIn.sessionToken)).toEqual(person);
    expect(await listReference(house.ctx.db, "gate")).not.toHaveLength(0);
    expect(await verifyAudit(house.ctx.db)).toMatchObject({ ok: true });
    await house.close();
  });

  test("integers come back as numbers, sums included, and a player's number is never given twice", async () => {
    const addPlayer = () =>
      db
        .insertInto("players")
        .values({
          key_id: "k",
          public_x: "x",
          device_name: "d",
          paired_at_ms: 1_800_000_000_000,
          paired_by: null,
          revoked_at_ms: null,
          highest_boot: 0,
          state_json: null,
          state_at_ms: null,
        })
        .returning("number")
        .executeTakeFirstOrThrow();
    const { number: first } = await addPlayer();
    const { number: second } = await addPlayer();
    await db.deleteFrom("players").where("number", "=", second).execute();
    const { number: third } = await addPlayer();
    expect([first, second, third]).toEqual([first, first + 1, first + 2]);
    const { sum } = await db
      .selectFrom("players")
      .select((expression) => expression.cast<number>(expression.fn.sum("paired_at_ms"), "bigint").as("sum"))
      .executeTakeFirstOrThrow();
    expect(sum).toBe(3_600_000_000_000);
  });

  test("a reference to a row that is not there is refused", async () => {
    const site = db
      .insertInto("clusters")
      .values({ id: "c", site_id: "nowhere", name: "C", created_at_ms: 1, retired_at_ms: null })
      .execute();
    await expect(site).rejects.toThrow();
  });
});
