/** Bytes of a record's hash, which stand at its beginning. */
export const SHA256_BYTES = 32;

const NUMBERS = {
  /** In `play_subjects`. */
  subject: 9,
  slot_index: 16,
  planned_ms: 11,
  shown_ms: 11,
  started_mono_ms: 11,
  started_wall_ms: 17,
  started_at_ms: 16,
} as const;

type NumberName = keyof typeof NUMBERS;

interface Place {
  /** From 0. */
  readonly at: number;
  readonly width: number;
}

/**
 * Where in the bytes of a record of a stretch each number stands, in decimal digits with spaces before them, so that SQL can
 * read it too. Every number that the schema of a record lets through has room.
 */
export const PACKED_PLAY: { readonly [Name in NumberName]: Place } = placesOf(NUMBERS);

/** Bytes of one record: all are of this length, so that each is found by its number. */
export const PACKED_PLAY_BYTES = Object.values(NUMBERS).reduce((sum, width) => sum + width, SHA256_BYTES);

function placesOf(numbers: Readonly<Record<NumberName, number>>): { readonly [Name in NumberName]: Place } {
  let at = SHA256_BYTES;
  const places = Object.entries(numbers).map(([name, width]) => {
    const place = { at, width };
    at += width;
    return [name, place];
  });
  return Object.fromEntries(places) as { readonly [Name in NumberName]: Place };
}
