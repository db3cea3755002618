import { resolve } from "node:path";
import { expect, test } from "vitest";
import { BadConfig, readConfig } from "./config.ts";

test("without settings the server stands on this machine alone, with SQLite in ./var", () => {
  expect(readConfig({})).toMatchObject({
    host: "127.0.0.1",
    port: 8484,
    dataDir: resolve("var"),
    publicUrl: null,
    database: { kind: "sqlite", file: resolve("var/cot-moc.db") },
    ffmpegPath: null,
  });
  expect(readConfig({ HOST: "", PORT: "", PUBLIC_URL: "" })).toEqual(readConfig({}));
});

test("settings are taken as they stand; of a public address only the origin counts", () => {
  const config = readConfig({
    PORT: "0",
    PUBLIC_URL: "https://gate.example/console/",
    DATABASE_URL: "postgres://u:secret@db/cotmoc",
  });
  expect(config).toMatchObject({
    port: 0,
    publicUrl: "https://gate.example",
    database: { kind: "postgres", url: "postgres://u:secret@db/cotmoc" },
  });
});

test("a setting that cannot be used is named, and its value is not repeated", () => {
  const broken = { PORT: "99999", DATABASE_URL: "mysql://u:secret@db/x" };
  expect(() => readConfig(broken)).toThrow(BadConfig);
  expect(() => readConfig(broken)).toThrow(/PORT.*DATABASE_URL/s);
  expect(() => readConfig(broken)).not.toThrow(/secret/);
});
