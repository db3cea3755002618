/** The path as a log may hold it: a one-time link's token, which opens an account, is blanked. */
export function loggedPath(path: string): string {
  return path.replace(/(?<=\/)[A-Za-z0-9_-]{43}(?=\/|$)/g, "[hidden]");
}
