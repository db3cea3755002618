import { Field } from "../parts/field.tsx";
import type { View } from "../view.ts";

/** The labels of a site or a screen as one line of text; labels in use elsewhere are named, so that one spelling stays. */
export function TagsForm(props: {
  view: View;
  action: string;
  tags: readonly string[];
  /** Of its site, for a screen. */
  inherited?: readonly string[];
  known: readonly string[];
  mayEdit: boolean;
}) {
  const { tags } = props;
  const { t } = props.view;
  const inherited = props.inherited ?? [];
  const known = props.known.filter((tag) => !tags.includes(tag) && !inherited.includes(tag));
  const fromSite =
    inherited.length === 0 ? null : <p class="small mute">{t("tags.from-site", { tags: inherited.join(", ") })}</p>;
  if (!props.mayEdit) {
    return (
      <>
        <p>{tags.join(", ") || t("tags.none")}</p>
        {fromSite}
      </>
    );
  }
  return (
    <form method="post" action={props.action} class="form">
      <Field name="tags" label={t("tags.label")} value={tags.join(", ")} help={t("tags.help")} maxlength={900} />
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
