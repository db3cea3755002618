import { buildForNode } from "./build-for-node.ts";

/** What runs beside the server's own thread; each must lie beside every bundle that starts it. */
const WORKERS = {
  /** Threads that build loops, started by `loop-workers.ts`. */
  loop: "server/services/manifests/loop-worker.ts",
  /** The child process that decodes pictures, started by `content/tools/pictures.ts`. */
  picture: "content/tools/picture-worker.ts",
  /** The child process that makes report files, started by `report-file.ts`; the fonts must lie beside it too. */
  "report-file": "server/reports/report-file-worker.ts",
  /** The child process that writes files of archived records, started by `make-part-beside.ts`. */
  archive: "server/services/archive/part-worker.ts",
} as const;

/** Builds one of the server's workers into one file. */
export function buildWorker(name: keyof typeof WORKERS, outFile: string): Promise<void> {
  return buildForNode(WORKERS[name], outFile);
}
