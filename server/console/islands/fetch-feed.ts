import type { PreviewFeed } from "../../../schemas/stage-channel.ts";

/** What a stage should show, from an address of this server. Throws when it answers anything else. */
export async function fetchFeed(address: string): Promise<PreviewFeed> {
  const response = await fetch(address, {
    headers: { accept: "application/json" },
    signal: AbortSignal.timeout(20_000),
  });
  if (!response.ok) throw new Error(`The feed answered ${response.status}.`);
  return response.json();
}
