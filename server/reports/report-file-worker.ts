import { readFileSync, writeFileSync } from "node:fs";
import { doReportFileJob, type ReportFileJob } from "./report-file-job.ts";

// The child process that makes one report file: the job's path in the first argument, where the file goes in the second,
// why there is none on standard output.
const [jobPath = "", filePath = ""] = process.argv.slice(2);
const job: ReportFileJob = JSON.parse(readFileSync(jobPath, "utf8"));
const answer = await doReportFileJob(job);
if ("file" in answer) writeFileSync(filePath, answer.file);
else process.stdout.write(answer.problem);
