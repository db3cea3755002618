import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { newId } from "../../new-id.ts";
import { createKeyCabinet } from "./file-key-cabinet.ts";

let dir: string;
beforeEach(async () => {
  dir = join(await mkdtemp(join(tmpdir(), "cot-moc-keys-")), "keys");
});
afterEach(() => rm(join(dir, ".."), { recursive: true, force: true }));

test("a key is made once, also when two cabinets ask at the same moment, and is the same after a restart", async () => {
  const [first, second] = [createKeyCabinet(dir), createKeyCabinet(dir)];
  const signers = await Promise.all([first.rootSigner(), second.rootSigner(), first.rootSigner()]);
  expect(new Set(signers.map((signer) => signer.keyId)).size).toBe(1);
  expect((await createKeyCabinet(dir).rootSigner()).keyId).toBe(signers[0].keyId);
  expect(await readdir(dir)).toEqual(["root.json"]);
});

test("each role and each person has a key of their own, readable by no one else", async () => {
  const cabinet = createKeyCabinet(dir);
  const personId = newId(1);
  const signers = [
    await cabinet.rootSigner(),
    await cabinet.schedulerSigner(),
    await cabinet.personSigner(personId),
    await cabinet.personSigner(newId(1)),
  ];
  expect(new Set(signers.map((signer) => signer.keyId)).size).toBe(4);
  expect((await stat(dir)).mode & 0o777).toBe(0o700);
  for (const name of await readdir(dir)) expect((await stat(join(dir, name))).mode & 0o777).toBe(0o600);
  expect(await readdir(dir)).toContain(`approver-${personId}.json`);
});

test("a private key in memory cannot be taken out again", async () => {
  const { key } = await createKeyCabinet(dir).rootSigner();
  expect(key.extractable).toBe(false);
});

test("a damaged key file is an error and is never replaced by a new key", async () => {
  await createKeyCabinet(dir).schedulerSigner();
  await writeFile(join(dir, "scheduler.json"), '{"kty":"OKP"}');
  await expect(createKeyCabinet(dir).schedulerSigner()).rejects.toThrow(/damaged/);
  expect(await readFile(join(dir, "scheduler.json"), "utf8")).toBe('{"kty":"OKP"}');
});

test("a person id that is no id cannot name a file elsewhere", async () => {
  await expect(createKeyCabinet(dir).personSigner("../../etc/passwd")).rejects.toThrow();
});
