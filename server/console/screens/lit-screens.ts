import { readProofMarks } from "../../services/ledger/read-proof-marks.ts";
import { listAllScreens } from "../../services/sites/list-screens.ts";
import type { ScreenView } from "../../services/sites/screen-view.ts";
import type { ConsoleContext } from "../console-env.ts";
import { sentencesOf, worstSentence } from "./light-sentences.ts";
import { lightsOf, type ThreeLights, troubleOf } from "./light-states.ts";

/** A screen with its three lights and the one sentence that matters most. */
export interface LitScreen {
  readonly screen: ScreenView;
  readonly lights: ThreeLights;
  readonly sentence: string;
  readonly trouble: number;
}

/** Every screen in use, trouble first. */
export async function litScreens(c: ConsoleContext): Promise<LitScreen[]> {
  const ctx = c.get("ctx");
  const view = c.get("view");
  const items = await listAllScreens(ctx);
  const players = items.flatMap((screen) => (screen.player === null ? [] : [screen.player.player]));
  const marks = await readProofMarks(ctx, players);
  return items
    .map((screen) => {
      const proof = screen.player === null ? undefined : marks.get(screen.player.player);
      const lights = lightsOf(screen, proof, view.nowMs);
      const sentence = worstSentence(lights, sentencesOf(view, screen, lights, proof));
      return { screen, lights, sentence, trouble: troubleOf(lights) };
    })
    .sort((left, right) => right.trouble - left.trouble);
}
