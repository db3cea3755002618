import type { PictureView } from "../../services/pictures/list-pictures.ts";
import { momentOf } from "../parts/format.ts";
import { Section } from "../parts/section.tsx";
import type { View } from "../view.ts";

/** What was really on the screen, as its player took it. */
export function ScreenPictures(props: {
  view: View;
  screenId: string;
  pictures: readonly PictureView[];
  titles: ReadonlyMap<string, string>;
}) {
  const { view, pictures } = props;
  const { t } = view;
  return (
    <Section title={t("pictures.title")} note={t("pictures.note")} id="pictures">
      {pictures.length === 0 ? (
        <p class="mute">{t("pictures.none")}</p>
      ) : (
        <ul class="pictures">
          {pictures.map((picture) => (
            <li>
              <a href={`/screens/${props.screenId}/pictures/${picture.sha256}`}>
                <img
                  src={`/screens/${props.screenId}/pictures/${picture.sha256}`}
                  alt={t("pictures.alt", { when: momentOf(view, picture.takenAtMs) })}
                  loading="lazy"
                />
              </a>
              <span class="small">{props.titles.get(picture.airingSha256 ?? "") ?? t("orders.screenshot")}</span>
              <time class="small faint">{momentOf(view, picture.takenAtMs)}</time>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
