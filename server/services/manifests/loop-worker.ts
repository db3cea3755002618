import { parentPort } from "node:worker_threads";
import { doLoopJob, type LoopJob } from "./loop-job.ts";

// The body of a thread that builds loops: one answer for each job, in their order.
parentPort?.on("message", (job: LoopJob) => parentPort?.postMessage(doLoopJob(job)));
