import { readFileSync, writeFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { Script } from "node:vm";

/*
 * compile-parts.mjs SCRIPT CODE: compiles every function of a built script and writes down what V8 made of it. By itself
 * V8 compiles a function when it is first called, which is just what a start has no time for. The flag is put back
 * before the code is written: V8 takes code only from one that ran with its own flags.
 */
const [scriptPath, codePath] = process.argv.slice(2);
const text = readFileSync(scriptPath, "utf8");
setFlagsFromString("--no-lazy");
const script = new Script(text, { filename: scriptPath });
setFlagsFromString("--lazy");
writeFileSync(codePath, script.createCachedData());
