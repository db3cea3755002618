import type { Language } from "../../../schemas/reference/language.ts";
import type { SiteDetail } from "../../services/sites/list-sites.ts";
import type { FormInput } from "../form-input.ts";
import { Page } from "../layout/page.tsx";
import { EnterSaves } from "../parts/enter-saves.tsx";
import { RefusalNote, Select } from "../parts/field.tsx";
import { fieldNumber } from "../parts/format.ts";
import { languageLabel, languageOptions } from "../parts/languages.ts";
import { PageHead, Section } from "../parts/section.tsx";
import { State } from "../parts/state.tsx";
import { percentOf } from "../schedule/entry-words.ts";
import type { Refusal } from "../submit.ts";
import type { View } from "../view.ts";
import { readLanguageRows, sumOf } from "./languages-input.ts";

/** A language with the scheduled stories that have no approved edition in it. */
export interface MissingEditions {
  readonly language: string;
  readonly titles: readonly string[];
}

export interface LanguagesPageProps {
  view: View;
  site: Pick<SiteDetail, "siteId" | "names" | "gateId">;
  form: FormInput;
  languages: readonly Language[];
  /** What stands in for a language that a story lacks, best first. */
  chainOf: (tag: string) => readonly string[];
  missing: readonly MissingEditions[];
  /** Stories that are scheduled here. */
  stories: number;
  mayEdit: boolean;
  refusal?: Refusal | undefined;
}

/** The languages of a site: shares that make a whole, the least of each, what stands in, what is missing. */
export function LanguagesPage(props: LanguagesPageProps) {
  const { view, site } = props;
  const { t } = view;
  const name = site.names[view.locale];
  const title = t("languages-page.title", { name });
  return (
    <Page
      view={view}
      title={title}
      place="screens"
      islands={["languages"]}
      crumbs={[
        { href: "/screens", label: t("nav.screens") },
        { href: `/sites/${site.siteId}`, label: name },
      ]}
      bar={
        props.mayEdit ? (
          <>
            <Whole {...props} />
            <a class="button button-quiet" href={`/sites/${site.siteId}`}>
              {t("shell.cancel")}
            </a>
            <button type="submit" form="languages" name="then" value="save" class="button button-main">
              {t("languages-page.save")}
            </button>
          </>
        ) : undefined
      }
    >
      <PageHead lead={title} under={t("languages-page.under")} />
      <div class="columns columns-side">
        <MixForm {...props} />
        <Missing {...props} />
      </div>
    </Page>
  );
}

/** What the shares make together. */
function Whole(props: LanguagesPageProps) {
  const { view, form } = props;
  const sum = sumOf(readLanguageRows(form));
  return (
    <p data-whole={view.t("languages-page.whole")} class={sum === 1_000_000 ? undefined : "warm"}>
      {view.t("languages-page.whole", { sum: fieldNumber(view, sum / 10_000) })}
    </p>
  );
}

function MixForm(props: LanguagesPageProps) {
  const { view, site, form } = props;
  const { t } = view;
  const rows = readLanguageRows(form);
  const unused = props.languages.filter(({ tag }) => !rows.some(({ language }) => language === tag));
  return (
    <form method="post" action={`/sites/${site.siteId}/languages`} id="languages" class="section" data-mix>
      <EnterSaves label={t("languages-page.save")} />
      <input type="hidden" name="basis" value={form.text("basis")} />
      <div class="body form">
        <RefusalNote refusal={props.refusal} />
        <ol class="mix-rows">
          {rows.map(({ language }, index) => (
            <MixRow {...props} tag={language} index={index} />
          ))}
        </ol>
        {props.mayEdit ? (
          <>
            <div class="form-foot">
              <button type="submit" class="button button-small" name="then" value="scale" data-scale>
                {t("languages-page.scale")}
              </button>
              {site.gateId === null ? null : (
                <button type="submit" class="button button-small" name="then" value="defaults">
                  {t("languages-page.defaults")}
                </button>
              )}
            </div>
            <div class="filter">
              <Select
                name="addLanguage"
                label={t("languages-page.add")}
                options={[{ value: "", label: "–" }, ...languageOptions(view, unused)]}
              />
              <button type="submit" class="button" name="then" value="add">
                {t("languages-page.add-go")}
              </button>
            </div>
          </>
        ) : null}
      </div>
    </form>
  );
}

function MixRow(props: LanguagesPageProps & { tag: string; index: number }) {
  const { view, form, tag, index, mayEdit } = props;
  const { t } = view;
  const whys = props.refusal?.fields ?? {};
  const language = nameOf(props, tag);
  const chain = props.chainOf(tag).map((other) => nameOf(props, other));
  const why = whys[`share-${tag}`] ?? whys[`minimum-${tag}`];
  return (
    <li class="mix-row" data-mix-row>
      <input type="hidden" name="language" value={tag} />
      <div>
        <p class="what">{language}</p>
        <p class="small faint">
          {chain.length === 0
            ? t("languages-page.no-chain")
            : t("languages-page.chain", { languages: chain.join(" → ") })}
        </p>
      </div>
      <input
        type="range"
        min="0.1"
        max="100"
        step="0.1"
        value={form.each("share")[index]?.replace(",", ".")}
        aria-label={t("languages-page.share", { language })}
        data-mix-range
        hidden
        disabled={!mayEdit}
      />
      <PercentField {...props} name="share" label="share" language={language} invalid={why !== undefined} />
      <PercentField {...props} name="minimum" label="minimum" language={language} invalid={why !== undefined} />
      {mayEdit && form.each("language").length > 1 ? (
        <button type="submit" class="button button-small button-quiet" name="remove" value={tag}>
          {t("languages-page.remove")}
          <span class="only-read"> {language}</span>
        </button>
      ) : (
        <span />
      )}
      {why === undefined ? null : <p class="mix-why">{why}</p>}
    </li>
  );
}

function PercentField(
  props: LanguagesPageProps & {
    index: number;
    name: "share" | "minimum";
    label: "share" | "minimum";
    language: string;
    invalid: boolean;
  },
) {
  const { t } = props.view;
  return (
    <label class="field">
      <span class="name">
        <span aria-hidden="true">{t(`languages-page.${props.label}-short`)}</span>
        <span class="only-read">{t(`languages-page.${props.label}`, { language: props.language })}</span>
      </span>
      <input
        class="input"
        name={props.name}
        inputmode="decimal"
        value={props.form.each(props.name)[props.index]}
        maxlength={8}
        readonly={!props.mayEdit}
        aria-invalid={props.invalid ? "true" : undefined}
      />
    </label>
  );
}

function nameOf({ view, languages }: LanguagesPageProps, tag: string): string {
  const language = languages.find((one) => one.tag === tag);
  return language === undefined ? tag : languageLabel(view, language);
}

const MOST_TITLES = 5;

function Missing(props: LanguagesPageProps) {
  const { view, missing } = props;
  const { t } = view;
  const lacking = missing.filter(({ titles }) => titles.length > 0);
  return (
    <Section title={t("languages-page.missing")} note={t("languages-page.missing-under")} bare>
      {lacking.length === 0 ? (
        <p class="body">
          <State kind="good">{t("languages-page.missing-none")}</State>
        </p>
      ) : (
        <ol class="rows rows-plain">
          {lacking.map(({ language, titles }) => (
            <li>
              <div>
                <p class="what">{nameOf(props, language)}</p>
                <p class="why">
                  {t("languages-page.missing-line", { n: titles.length, all: props.stories })}:{" "}
                  {titles.slice(0, MOST_TITLES).join("; ")}
                  {titles.length > MOST_TITLES
                    ? ` ${t("languages-page.and-more", { n: titles.length - MOST_TITLES })}`
                    : ""}
                </p>
              </div>
            </li>
          ))}
        </ol>
      )}
      <p class="note">
        {mixText(props)} <a href="/stories">{t("nav.stories")}</a>
      </p>
    </Section>
  );
}

/** `vi 50 %, lo 30 %`. */
function mixText({ view, form }: LanguagesPageProps): string {
  return readLanguageRows(form)
    .map(({ language, sharePpm }) => `${language} ${percentOf(view, sharePpm ?? 0)}`)
    .join(", ");
}
