import * as z from "zod";

/** Orders to one player. None of them can put anything on the glass that two people have not approved. */
export const Order = z.discriminatedUnion("kind", [
  /** Shows over the picture which screen this is. */
  z.strictObject({ kind: z.literal("identify"), seconds: z.int().min(5).max(60) }),
  /** Sends a picture of what is on the glass now. */
  z.strictObject({ kind: z.literal("screenshot") }),
  /** Loads the page again. */
  z.strictObject({ kind: z.literal("reload") }),
  /** Ends the agent and its browser; the machine starts them again. */
  z.strictObject({ kind: z.literal("restart") }),
  /** Loudness of all sound, until the next such order. */
  z.strictObject({ kind: z.literal("volume"), volumePpm: z.int().min(0).max(1_000_000) }),
  /** Forgets the server: the player asks to be paired again. Its play log stays on its disk. */
  z.strictObject({ kind: z.literal("unpair") }),
]);
export type Order = z.infer<typeof Order>;

/** Most orders that a status carries, and results that a state tells. */
export const MAX_COMMANDS_TOLD = 8;

/** One order as the signed status carries it, until its result is known or its time is over. */
export const Command = z.strictObject({
  /** Grows with every command of the server; a player never carries out one at or below the last it has met. */
  number: z.int().min(1),
  /** Only the player of this number carries it out. */
  player: z.int().min(1),
  order: Order,
  /** Left from the moment of signing, in the device's elapsed time. */
  expiresInMs: z.int().min(0).max(86_400_000),
});
export type Command = z.infer<typeof Command>;

/** What became of a command: told in every state until newer ones push it out. */
export const CommandResult = z.strictObject({
  number: z.int().min(1),
  outcome: z.enum(["done", "failed", "expired"]),
  /** A code for the log and the console, never free text of a person. */
  detail: z.string().max(60),
});
export type CommandResult = z.infer<typeof CommandResult>;
