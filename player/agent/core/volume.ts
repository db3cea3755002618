const HOURS = 24;
const FULL_PPM = 1_000_000;

/** Loudness for each hour of the screen's own day, 0 to 23, in millionths of full. */
export type VolumeHours = readonly number[];

/** A screen is silent until someone asks for its sound. */
export const SILENT_HOURS: VolumeHours = Array.from({ length: HOURS }, () => 0);

/**
 * Reads loudness by time of day: `07-18=60,18-22=30` is 60 % from 07:00 to 18:00, 30 % from there to 22:00, silence
 * else; `22-05=10` goes over midnight; a later part wins over an earlier one. Empty text is silence. Throws an Error
 * that says what to write.
 */
export function readVolumeHours(text: string): VolumeHours {
  const hours = [...SILENT_HOURS];
  for (const part of text.split(",").filter((one) => one.trim() !== "")) {
    const match = /^\s*(\d{1,2})-(\d{1,2})=(\d{1,3})\s*$/.exec(part);
    const [from, to, percent] = (match ?? []).slice(1).map(Number);
    const isSpan = from !== undefined && to !== undefined && from < HOURS && to <= HOURS && from !== to;
    if (!isSpan || percent === undefined || percent > 100) {
      throw new Error(`STAGE_VOLUME is hours and percents, as in 07-18=60,18-22=30; not understood: ${part.trim()}`);
    }
    const length = (to - from + HOURS) % HOURS || HOURS;
    for (let step = 0; step < length; step += 1) hours[(from + step) % HOURS] = (percent * FULL_PPM) / 100;
  }
  return hours;
}

/** Loudness now: what was ordered goes before the hours, until another order. */
export function volumeAt(hours: VolumeHours, orderedPpm: number | null, hour: number): number {
  return orderedPpm ?? hours[hour] ?? 0;
}
