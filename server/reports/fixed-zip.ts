import { strFromU8, strToU8, unzipSync, type Zippable, zipSync } from "fflate";

/** The earliest instant that a ZIP archive can hold, in local time as archives count it. */
const FIRST_INSTANT = new Date(1980, 0, 1);

/** The same files give the same archive, whenever and wherever it is packed. Files are stored in the order of their names. */
export function fixedZip(files: ReadonlyMap<string, string | Uint8Array>): Buffer {
  const entries: Zippable = {};
  for (const name of [...files.keys()].sort()) {
    const content = files.get(name) ?? "";
    entries[name] = typeof content === "string" ? strToU8(content) : content;
  }
  return Buffer.from(zipSync(entries, { level: 6, mtime: FIRST_INSTANT, os: 0 }));
}

/** Packs an archive of XML parts again as `fixedZip` does, each part as `change` gives it back. */
export function repacked(archive: Uint8Array, change: (name: string, xml: string) => string): Buffer {
  const files = Object.entries(unzipSync(archive)).map(
    ([name, bytes]) => [name, /\.(xml|rels)$/.test(name) ? change(name, strFromU8(bytes)) : bytes] as const,
  );
  return fixedZip(new Map(files));
}
