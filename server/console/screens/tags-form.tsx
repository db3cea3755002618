import type { FormInput } from "../form-input.ts";
import { Field } from "../parts/field.tsx";
import type { View } from "../view.ts";

/** The labels of a site or a screen as one line of text; labels in use elsewhere are named, so that one spelling stays. */
export function TagsForm(props: {
  view: View;
  action: string;
  tags: readonly string[];
  /** `updatedAtMs` of the place. */
  basis: number;
  /** What was typed and refused: it stays, and what is stored now is told beside it. */
  refused?: FormInput | undefined;
  /** Of its site, for a screen. */
  inherited?: readonly string[];
  known: readonly string[];
  mayEdit: boolean;
}) {
  const { tags } = props;
  const { t } = props.view;
  const inherited = props.inherited ?? [];
  const stored = tags.join(", ");
  const typed = props.refused?.has("tags") === true ? props.refused.text("tags") : undefined;
  const known = props.known.filter((tag) => !tags.includes(tag) && !inherited.includes(tag));
  const fromSite =
    inherited.length === 0 ? null : <p class="small mute">{t("tags.from-site", { tags: inherited.join(", ") })}</p>;
  if (!props.mayEdit) {
    return (
      <>
        <p>{stored || t("tags.none")}</p>
        {fromSite}
      </>
    );
  }
  return (
    <form method="post" action={props.action} class="form">
      <input type="hidden" name="basis" value={String(props.basis)} />
      <Field name="tags" label={t("tags.label")} value={typed ?? stored} help={t("tags.help")} maxlength={900} />
      {typed === undefined || typed === stored ? null : (
        <p class="small">{t("tags.stored", { tags: stored || t("tags.none") })}</p>
      )}
      {fromSite}
      {known.length === 0 ? null : (
        <p class="small faint">{t("tags.known", { tags: known.slice(0, 12).join(", ") })}</p>
      )}
      <div class="form-foot">
        <button type="submit" class="button">
          {t("tags.save")}
        </button>
      </div>
    </form>
  );
}

/** The labels that such a field names. */
export function readTags(text: string): string[] {
  return text
    .split(/[,;\n]/)
    .map((tag) => tag.trim())
    .filter((tag) => tag !== "");
}
