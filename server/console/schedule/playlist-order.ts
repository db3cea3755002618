/**
 * The order after one act: `up:2`, `down:2` or `remove:2` (places from 0). Anything that names no such place leaves the
 * order as it is.
 */
export function reorder(storyIds: readonly string[], act: string): string[] {
  const match = /^(up|down|remove):(\d{1,4})$/.exec(act);
  const place = Number(match?.[2] ?? -1);
  const moved = storyIds[place];
  if (match === null || moved === undefined) return [...storyIds];
  const rest = storyIds.filter((_, index) => index !== place);
  if (match[1] === "remove") return rest;
  const to = Math.min(rest.length, Math.max(0, place + (match[1] === "up" ? -1 : 1)));
  return [...rest.slice(0, to), moved, ...rest.slice(to)];
}
