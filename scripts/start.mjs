// `npm start`: everything from a fresh clone to a playing screen. Plain JavaScript until dependencies are there.
import { ensureBuilt } from "./ensure-built.mjs";
import { ensureInstalled, requireNode } from "./ensure-installed.mjs";

requireNode();
ensureInstalled();
ensureBuilt();
await import("../dist/launch.js");
