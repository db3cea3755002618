import type { PairingClaim } from "../../services/pairing/claim-pairing.ts";
import type { ScreenView } from "../../services/sites/screen-view.ts";
import { Page } from "../layout/page.tsx";
import { Choice, Field, RefusalNote } from "../parts/field.tsx";
import { timeOf } from "../parts/format.ts";
import { Icon } from "../parts/icon.tsx";
import { PageHead, Section } from "../parts/section.tsx";
import type { Refusal } from "../submit.ts";
import type { View } from "../view.ts";

function crumbsOf(view: View, screen: ScreenView) {
  return [
    { href: "/screens", label: view.t("nav.screens") },
    { href: `/screens/${screen.screenId}`, label: screen.name },
  ];
}

/** First step: the code that stands on the glass. */
export function PairCodePage(props: { view: View; screen: ScreenView; refusal?: Refusal | undefined }) {
  const { view, screen } = props;
  const { t } = view;
  const title = t("pair.title", { name: screen.name });
  return (
    <Page view={view} title={title} place="screens" crumbs={crumbsOf(view, screen)}>
      <PageHead lead={title} under={t("pair.under")} />
      <form method="post" action={`/screens/${screen.screenId}/pair`} class="form page-narrow">
        <RefusalNote refusal={props.refusal} />
        <Field
          name="code"
          label={t("pair.code")}
          value={props.refusal?.form.text("code")}
          placeholder="XXXX-XXXX"
          class="code-input"
          required
          maxlength={12}
          autocomplete="off"
          autofocus
        />
        <div class="form-foot">
          <button type="submit" class="button button-main">
            {t("pair.next")}
          </button>
        </div>
      </form>
    </Page>
  );
}

/** Second step: the six words, compared by a person standing before the glass. */
export function PairWordsPage(props: {
  view: View;
  screen: ScreenView;
  claim: PairingClaim;
  refusal?: Refusal | undefined;
}) {
  const { view, screen, claim } = props;
  const { t } = view;
  const action = `/screens/${screen.screenId}/pair/${claim.requestId}`;
  return (
    <Page view={view} title={t("pair.words-lead")} place="screens" crumbs={crumbsOf(view, screen)}>
      <PageHead lead={t("pair.words-lead")} under={t("pair.words-under", { device: claim.deviceName })} />
      <div class="page-narrow stack">
        <RefusalNote refusal={props.refusal} />
        <Section title={t("pair.words")} note={t("pair.until", { time: timeOf(claim.expiresAtMs) })}>
          <ol class="six-words" lang="vi">
            {claim.words.map((word) => (
              <li>{word}</li>
            ))}
          </ol>
        </Section>
        <form method="post" action={`${action}/confirm`} class="form">
          <input type="hidden" name="claim" value={JSON.stringify(claim)} />
          {claim.replaces === null ? null : (
            <>
              <div class="say">
                <Icon name="look" />
                <p>{t("pair.replaces", { device: claim.replaces.deviceName, player: claim.replaces.player })}</p>
              </div>
              <Choice
                type="checkbox"
                name="replace"
                value="yes"
                checked={false}
                label={t("pair.replace-yes")}
                required
              />
            </>
          )}
          <div class="form-foot">
            <button type="submit" class="button button-main">
              {t("pair.same")}
            </button>
            <button type="submit" class="button" formaction={`${action}/refuse`} formnovalidate>
              {t("pair.different")}
            </button>
          </div>
        </form>
      </div>
    </Page>
  );
}
