import { Case, Cases, Chip } from "../parts/cases.tsx";
import { TextArea } from "../parts/field.tsx";
import { Section } from "../parts/section.tsx";
import type { EntryPageProps } from "./entry-page.tsx";
import type { PlaceScreen } from "./entry-places.ts";
import { FILTER_FIELDS, type FilterField } from "./entry-where-input.ts";

/** Everywhere; rows of what a screen is and where it stands; or the same as a written filter. */
export function WhereSection(props: EntryPageProps) {
  const { view, form } = props;
  const { t } = view;
  const whys = props.refusal?.fields ?? {};
  const where = form.text("where") || "everywhere";
  return (
    <Section title={t("entry-form.where")}>
      <Cases legend={t("entry-form.where-which")} field="where" why={whys.where}>
        <Case name="where" value="everywhere" chosen={where} label={t("entry-form.everywhere")}>
          <p class="small mute">{t("entry-form.everywhere-why")}</p>
        </Case>
        <Case name="where" value="some" chosen={where} label={t("entry-form.some")}>
          <div class="filter-rows">
            {FILTER_FIELDS.map((field) => (
              <FilterRow {...props} field={field} />
            ))}
            <PlaceRow {...props} />
          </div>
          <p class="small faint">{t("entry-form.filter-help")}</p>
        </Case>
        <Case name="where" value="written" chosen={where} label={t("entry-form.written")}>
          <TextArea
            name="written"
            label={t("entry-form.written-label")}
            value={form.text("written")}
            why={whys.written}
            help={t("entry-form.written-help")}
            rows={3}
            maxlength={4_000}
            class="mono"
          />
        </Case>
      </Cases>
    </Section>
  );
}

/** One field of the filter: is, or is not, any of the ticked values. Fields that no screen here has are left out. */
function FilterRow(props: EntryPageProps & { field: FilterField }) {
  const { view, form, field, places } = props;
  const { t } = view;
  const options = places.options(field);
  const chosen = form.all(field);
  if (options.length === 0) return null;
  const named = chosen.map((value) => places.nameOf(field, value));
  return (
    <details class="filter-row" open={chosen.length > 0}>
      <summary>
        <b>{t(`entry-form.field-${field}`)}</b>
        <span class="faint" data-chosen={t("entry-form.any")}>
          {named.length === 0 ? t("entry-form.any") : named.join(", ")}
        </span>
      </summary>
      <IsOrNot {...props} name={`${field}-is`} />
      <div class="chips">
        {options.map(({ value, label, screens }) => (
          <Chip type="checkbox" name={field} value={value} checked={chosen.includes(value)}>
            <span>{label}</span> <small class="faint">{screens}</small>
          </Chip>
        ))}
      </div>
    </details>
  );
}

/** The tree of sites and their screens: any of the ticked ones. */
function PlaceRow(props: EntryPageProps) {
  const { view, form, places } = props;
  const { t } = view;
  const [sites, screens] = [form.all("site"), form.all("screen")];
  const named = [
    ...sites.map((value) => places.nameOf("site", value)),
    ...screens.map((value) => places.nameOf("screen", value)),
  ];
  return (
    <details class="filter-row" open={named.length > 0 || places.screens.length <= 12}>
      <summary>
        <b>{t("entry-form.field-place")}</b>
        <span class="faint" data-chosen={t("entry-form.any")}>
          {named.length === 0 ? t("entry-form.any") : named.slice(0, 4).join("; ")}
        </span>
      </summary>
      <IsOrNot {...props} name="placeIs" />
      <div class="tick-list tick-list-sites">
        {bySite(places.screens).map(([first, ofSite]) => (
          <fieldset>
            <label class="tick-site">
              <input
                type="checkbox"
                name="site"
                value={first.facts.siteId}
                checked={sites.includes(first.facts.siteId)}
              />
              <span>
                <b>{first.siteName}</b>
              </span>
            </label>
            {ofSite.map(({ facts, name }) => (
              <label>
                <input
                  type="checkbox"
                  name="screen"
                  value={facts.screenId}
                  checked={screens.includes(facts.screenId)}
                />
                <span>{name}</span>
              </label>
            ))}
          </fieldset>
        ))}
      </div>
    </details>
  );
}

function IsOrNot(props: EntryPageProps & { name: string }) {
  const { t } = props.view;
  const isNot = props.form.text(props.name) === "no";
  return (
    <label class="is-or-not">
      <span class="only-read">{t("entry-form.is-or-not")}</span>
      <select class="input" name={props.name}>
        <option value="yes" selected={!isNot}>
          {t("entry-form.is")}
        </option>
        <option value="no" selected={isNot}>
          {t("entry-form.is-not")}
        </option>
      </select>
    </label>
  );
}

/** Screens by site, in the order given. */
function bySite(screens: readonly PlaceScreen[]): [PlaceScreen, PlaceScreen[]][] {
  const sites = new Map<string, PlaceScreen[]>();
  for (const screen of screens) {
    const { siteId } = screen.facts;
    sites.set(siteId, [...(sites.get(siteId) ?? []), screen]);
  }
  return [...sites.values()].flatMap((ofSite) => (ofSite[0] === undefined ? [] : [[ofSite[0], ofSite]]));
}
