/** One line of progress that rewrites itself on a terminal and stays quiet in a log file. */
export interface Progress {
  step(what: string, ppm?: number): void;
  done(what: string): void;
}

/** Progress on standard output; on a log file only finished steps are written. */
export function createProgress(out: NodeJS.WriteStream): Progress {
  const live = out.isTTY === true;
  const startedAt = process.hrtime.bigint();
  return {
    step(what, ppm) {
      if (!live) return;
      const share = ppm === undefined ? "" : ` ${Math.floor(ppm / 10_000)} %${timeLeft(startedAt, ppm)}`;
      out.write(`\r\u001b[2K  … ${what}${share}`);
    },
    done(what) {
      out.write(`${live ? "\r\u001b[2K" : ""}  ✓ ${what}\n`);
    },
  };
}

function timeLeft(startedAt: bigint, ppm: number): string {
  if (ppm < 50_000) return "";
  const elapsedS = Number(process.hrtime.bigint() - startedAt) / 1e9;
  return `, about ${Math.ceil((elapsedS * (1_000_000 - ppm)) / ppm)} s left`;
}
