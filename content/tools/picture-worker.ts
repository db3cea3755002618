import { writeFile } from "node:fs/promises";
import type { PictureAnswer, PictureJob } from "./pictures.ts";
import {
  allowOnlyPictureFiles,
  decodeWhole,
  encodeWebp,
  MAX_PICTURE_PIXELS,
  type PictureHeader,
  readPictureHeader,
} from "./sharp.ts";

/** The child process that decodes pictures from outside: one job in the first argument, one answer on standard output. */
async function answer(job: PictureJob): Promise<PictureAnswer> {
  allowOnlyPictureFiles();
  const header = await orDamaged(readPictureHeader(job.path));
  if (header === undefined) return { problem: "damaged" };
  if (header.pages > 1) return { problem: "animated", header };
  if (header.widthPx * header.heightPx > MAX_PICTURE_PIXELS) return { problem: "too-many-pixels", header };
  return job.outputs.length === 0 ? await inspect(job, header) : await render(job, header);
}

async function inspect(job: PictureJob, header: PictureHeader): Promise<PictureAnswer> {
  const decoded = await orDamaged(decodeWhole(job.path).then(() => true));
  return decoded === undefined ? { problem: "damaged", header } : { header, sizes: [] };
}

async function render(job: PictureJob, header: PictureHeader): Promise<PictureAnswer> {
  const sizes: { widthPx: number; heightPx: number }[] = [];
  for (const output of job.outputs) {
    const picture = await orDamaged(encodeWebp(job.path, output.within, header));
    if (picture === undefined) return { problem: "damaged", header };
    await writeFile(output.path, picture.bytes);
    sizes.push({ widthPx: picture.widthPx, heightPx: picture.heightPx });
  }
  return { header, sizes };
}

/** What libvips objects to lies in the picture, except for want of memory or time: that says nothing about it. */
async function orDamaged<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && /memory|timeout|ENOSPC|EACCES|ENOENT/i.test(error.message)) throw error;
    return undefined;
  }
}

const job: PictureJob = JSON.parse(process.argv[2] ?? "");
process.stdout.write(JSON.stringify(await answer(job)));
