import type { StorySummary } from "../../services/stories/list-stories.ts";

export const STORY_FILTERS = ["all", "waiting", "draft", "look", "approved"] as const;
export type StoryFilter = (typeof STORY_FILTERS)[number];

/** The filter an address names; everything for an unknown one. */
export function storyFilterOf(name: string | undefined): StoryFilter {
  return STORY_FILTERS.find((filter) => filter === name) ?? "all";
}

/** Whether a story shows under a filter: one edition in that state is enough. */
export function passesFilter(story: StorySummary, filter: StoryFilter): boolean {
  if (filter === "all") return true;
  const states = story.editions.map((edition) => edition.state);
  if (filter === "draft") return states.includes("draft") || states.length === 0;
  if (filter === "look")
    return states.some((state) => state === "rejected" || state === "damaged" || state === "expired");
  return states.includes(filter);
}
