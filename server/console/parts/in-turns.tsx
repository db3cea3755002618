import { raw } from "hono/html";
import type { JSXNode } from "hono/jsx";
import { startTurns } from "../../turns.ts";

/** Joined as they come: to join all at the end would be one long turn. */
const ITEMS_A_PIECE = 20;

/** Draws one item after the other while others have their turn: the rows of a fleet are some ten thousand cells. */
export async function InTurns<Item>(props: { of: readonly Item[]; draw: (item: Item) => unknown }) {
  const turns = startTurns();
  const pieces: string[] = [];
  for (let from = 0; from < props.of.length; from += ITEMS_A_PIECE) {
    const drawn: string[] = [];
    for (const item of props.of.slice(from, from + ITEMS_A_PIECE)) {
      drawn.push(String(await (props.draw(item) as JSXNode).toString()));
      await turns.rest();
    }
    pieces.push(drawn.join(""));
  }
  const text = pieces.join("");
  await turns.rest();
  return raw(text);
}
