import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { TemplateId, TemplateReference } from "../schemas/slide.ts";

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const TEMPLATES = "player/stage/templates";
const REGISTRY = "schemas/reference/templates.json";

/** What decides the pixels of every template beside its own folder. */
const COMMON = ["parts", "fit-slide.ts", "slide-input.ts"];

/** Hash of one template's source as it stands: its own folder and the common parts, names and bytes. */
export async function hashTemplate(id: TemplateId, root = ROOT): Promise<string> {
  const files = (await Promise.all([id, ...COMMON].map((name) => sourceFiles(root, `${TEMPLATES}/${name}`)))).flat();
  const digest = createHash("sha256");
  for (const file of files.sort()) {
    const fileSha256 = createHash("sha256")
      .update(await readFile(path.join(root, file)))
      .digest("hex");
    digest.update(`${file}\0${fileSha256}\n`);
  }
  return digest.digest("hex");
}

/**
 * The registry that fits the source: unchanged templates keep their entry, a changed one has its version raised by one.
 * Documents that name the older version are refused from then on and need a new approval.
 */
export async function nextRegistry(known: readonly TemplateReference[], root = ROOT): Promise<TemplateReference[]> {
  return Promise.all(
    TemplateId.options.map(async (id) => {
      const sha256 = await hashTemplate(id, root);
      const before = known.find((template) => template.id === id);
      if (before?.sha256 === sha256) return before;
      return { id, version: (before?.version ?? 0) + 1, sha256 };
    }),
  );
}

async function sourceFiles(root: string, relative: string): Promise<string[]> {
  if (/\.[a-z]+$/.test(relative)) return [relative];
  const entries = await readdir(path.join(root, relative), { withFileTypes: true });
  const found = entries.map((entry) => {
    const child = `${relative}/${entry.name}`;
    if (entry.isDirectory()) return sourceFiles(root, child);
    return Promise.resolve(/\.test\.ts$/.test(entry.name) ? [] : [child]);
  });
  return (await Promise.all(found)).flat();
}

async function readRegistry(): Promise<TemplateReference[]> {
  const text = await readFile(path.join(ROOT, REGISTRY), "utf8");
  return z.array(TemplateReference).parse(JSON.parse(text));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const next = await nextRegistry(await readRegistry());
  await writeFile(path.join(ROOT, REGISTRY), `${JSON.stringify(next, null, 2)}\n`);
}
