import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { expect, test } from "vitest";
import { isOwnUser, userOf } from "./peer-user.ts";

const TABLE = [
  "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
  "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 100 1",
  "   1: 0100007F:1F90 0100007F:D431 01 00000000:00000000 00:00000000 00000000   999        0 101 1",
  "   2: 0100007F:D431 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1000        0 102 1",
  "   3: 0200007F:D432 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1001        0 103 1",
].join("\n");

test("the user of a connection is read from its own end, never from ours or from another address", () => {
  expect(userOf(TABLE, 0xd431, 0x1f90)).toBe(1_000);
  expect(userOf(TABLE, 0x1f90, 0xd431)).toBe(999);
  expect(userOf(TABLE, 0xd432, 0x1f90)).toBeUndefined();
  expect(userOf(TABLE, 0xd433, 0x1f90)).toBeUndefined();
  expect(userOf("", 1, 2)).toBeUndefined();
});

test("a connection from a process of our own user is known as such", async () => {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = connect((server.address() as AddressInfo).port, "127.0.0.1");
  const [accepted] = (await once(server, "connection")) as [Socket];
  expect(await isOwnUser(accepted)).toBe(true);
  client.destroy();
  accepted.destroy();
  server.close();
});
