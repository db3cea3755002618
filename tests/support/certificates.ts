import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const DAY_MS = 86_400_000;
/** Longer than any certificate a test issues. */
const AUTHORITY_YEARS = 30;

export interface IssueOptions {
  readonly isSelfSigned?: boolean;
  readonly fromMs?: number;
  readonly untilMs?: number;
}

/** A certificate authority of a test, made with openssl. */
export interface Authority {
  readonly pem: string;
  /** A key and a certificate for `host`, good from yesterday to next year unless said otherwise. */
  issue(host: string, options?: IssueOptions): Promise<{ key: string; cert: string }>;
  remove(): Promise<void>;
}

/** Makes an authority whose certificate was good from a day ago on. */
export async function makeAuthority(): Promise<Authority> {
  const dir = await mkdtemp(join(tmpdir(), "cotmoc-certificates-"));
  await writeFile(
    join(dir, "ca.cnf"),
    `[ca]\ndefault_ca=main\n[main]\ndir=${dir}\ndatabase=${dir}/index.txt\nnew_certs_dir=${dir}\nserial=${dir}/serial\n` +
      "default_md=sha256\npolicy=any\nunique_subject=no\ncopy_extensions=copy\n[any]\ncommonName=supplied\n" +
      "[authority]\nbasicConstraints=critical,CA:true\nkeyUsage=keyCertSign\n",
  );
  await writeFile(join(dir, "index.txt"), "");
  await writeFile(join(dir, "serial"), "01\n");
  let count = 0;
  const openssl = (...args: string[]) => run("openssl", args, { cwd: dir });

  async function sign(name: string, options: IssueOptions, how: string[]): Promise<void> {
    const { fromMs = Date.now() - DAY_MS, untilMs = Date.now() + 365 * DAY_MS } = options;
    const dates = ["-startdate", stamp(fromMs), "-enddate", stamp(untilMs)];
    await openssl(
      "ca",
      "-batch",
      "-notext",
      "-config",
      "ca.cnf",
      "-in",
      `${name}.csr`,
      "-out",
      `${name}.pem`,
      ...dates,
      ...how,
    );
  }
  async function request(name: string, subject: string, extensions: string[]): Promise<void> {
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", `${name}.key`];
    await openssl("req", "-new", ...key, "-subj", `/CN=${subject}`, ...extensions, "-out", `${name}.csr`);
  }
  await request("ca", "test authority", []);
  const untilMs = Date.now() + AUTHORITY_YEARS * 365 * DAY_MS;
  await sign("ca", { untilMs }, ["-selfsign", "-keyfile", "ca.key", "-extensions", "authority"]);
  return {
    pem: await readFile(join(dir, "ca.pem"), "utf8"),
    async issue(host, options = {}) {
      count += 1;
      const name = `leaf-${count}`;
      await request(name, host, ["-addext", `subjectAltName=DNS:${host}`]);
      const by =
        options.isSelfSigned === true
          ? ["-selfsign", "-keyfile", `${name}.key`]
          : ["-cert", "ca.pem", "-keyfile", "ca.key"];
      await sign(name, options, by);
      const [key, cert] = await Promise.all(
        [`${name}.key`, `${name}.pem`].map((file) => readFile(join(dir, file), "utf8")),
      );
      return { key: key ?? "", cert: cert ?? "" };
    },
    remove: () => rm(dir, { recursive: true, force: true }),
  };
}

/** A date as openssl takes it. */
function stamp(atMs: number): string {
  return `${new Date(atMs).toISOString().replace(/[-:T]/g, "").slice(0, 14)}Z`;
}
