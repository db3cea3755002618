import type { ServiceContext } from "../../context.ts";
import { withTransaction } from "../../db/transaction.ts";
import { newId } from "../../new-id.ts";
import { requireRole } from "../people/require-role.ts";
import { addEditionVersionIn, parseContent } from "./add-edition-version.ts";
import { createStoryIn } from "./create-story.ts";
import type { EditionContentInput } from "./edition-content.ts";

type WithoutStory<Content> = Content extends unknown ? Omit<Content, "storyId"> : never;
export type FirstEditionInput = WithoutStory<EditionContentInput>;

/**
 * Makes a story and the first version of its first edition together: a refusal leaves neither behind. The story takes
 * the edition's title. Errors: those of `addEditionVersion`.
 */
export async function createStoryWithEdition(
  ctx: ServiceContext,
  input: FirstEditionInput,
): Promise<{ storyId: string; editionVersionId: string }> {
  requireRole(ctx, "editor");
  return withTransaction(ctx.db, async (tx) => {
    const { storyId } = await createStoryIn(tx, ctx, { title: input.title.normalize("NFC").trim() });
    const content = parseContent({ ...input, storyId });
    const { editionVersionId } = await addEditionVersionIn(tx, ctx, newId(ctx.now()), content);
    return { storyId, editionVersionId };
  });
}
