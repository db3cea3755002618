/** Loopback paths the agent serves to the stage. Every request is checked for Host, Origin and cookie. */
export const STAGE_PATHS = {
  page: "/",
  channel: "/channel",
  enter: (ticket: string) => `/enter/${ticket}`,
  /** The page itself, for the browser that the agent starts: it is let in by the same answer. */
  enterOwn: (ticket: string) => `/?enter=${ticket}`,
  media: (sha256: string) => `/media/${sha256}`,
} as const;

/** Element of the page in which the agent sends the program along: a `program` message as JSON. */
export const FIRST_PROGRAM_ID = "first-program";

/** Element of the page in which the picture or clip that is due comes along, on the glass; `data-sha256`: its rendition. */
export const FIRST_SHOWING_ID = "first-showing";

/** What the stage's address says it is opened for, after the `#`; nothing: to present. */
export const STAGE_HASHES = {
  preview: "#preview",
  /** Followed by a `SlateText` as JSON, percent-encoded: the slate alone, to be taken a picture of. */
  slate: "#slate=",
} as const;
