import { expect, test } from "vitest";
import type { ProvinceCode } from "./province.ts";
import { readDecree30Layout, readReferenceData } from "./reference-data.ts";

const data = readReferenceData();

function repeated(keys: readonly string[]): string[] {
  return keys.filter((key, index) => keys.indexOf(key) !== index);
}

const provinceKey = ({ scheme, code }: ProvinceCode) => `${scheme} ${code}`;

test("no two rows of a file share a key", () => {
  expect(repeated(data.gates.rows.map((gate) => gate.id))).toEqual([]);
  expect(repeated(data.provinces.rows.map((row) => `${provinceKey(row)} ${row.validFrom}`))).toEqual([]);
  expect(repeated(data.languages.rows.map((language) => language.tag))).toEqual([]);
  expect(repeated(data.holidays.rows.map((holiday) => holiday.id))).toEqual([]);
  expect(repeated(data.programmes.rows.map((programme) => programme.code))).toEqual([]);
  expect(repeated(data.organisations.rows.map((row) => `${row.id} ${row.validFrom}`))).toEqual([]);
});

test("at every date a province code and an organisation have one name", () => {
  const rows = [
    ...data.provinces.rows.map((row) => ({ ...row, key: provinceKey(row) })),
    ...data.organisations.rows.map((row) => ({ ...row, key: row.id })),
  ];
  for (const a of rows) {
    for (const b of rows) {
      if (a === b || a.key !== b.key) continue;
      const overlap = (a.validFrom ?? "") < (b.validTo ?? "9999") && (b.validFrom ?? "") < (a.validTo ?? "9999");
      expect(overlap, `${a.key}: ${a.nameVi} and ${b.nameVi}`).toBe(false);
    }
  }
});

test("there are 34 provinces of today and the 63 they come from, each of which went into exactly one", () => {
  const today = data.provinces.rows.filter((row) => row.scheme === "GSO-2025" && row.validTo === null);
  const before = new Set(data.provinces.rows.filter((row) => row.scheme === "GSO-pre-2025").map((row) => row.code));
  expect(today).toHaveLength(34);
  expect(before.size).toBe(63);
  expect(today.flatMap((row) => row.mergedFrom.map((part) => part.code)).sort()).toEqual([...before].sort());
});

test("a code that was used again names another province in each scheme", () => {
  const name = (scheme: string, code: string) =>
    data.provinces.rows.find((row) => row.scheme === scheme && row.code === code)?.nameVi;
  expect([name("GSO-pre-2025", "15"), name("GSO-2025", "15")]).toEqual(["Yên Bái", "Lào Cai"]);
  expect([name("GSO-pre-2025", "80"), name("GSO-2025", "80")]).toEqual(["Long An", "Tây Ninh"]);
});

test("Hoàng Sa and Trường Sa are in the provinces they belong to, and every file of places says so for maps", () => {
  const note = (code: string) =>
    data.provinces.rows.find((row) => row.scheme === "GSO-2025" && row.code === code)?.note?.vi ?? "";
  expect(note("48")).toContain("Hoàng Sa");
  expect(note("56")).toContain("Trường Sa");
  for (const file of [data.gates, data.provinces]) {
    expect(file.about.remarks.join(" ")).toMatch(/must show Hoàng Sa and Trường Sa as Vietnamese/);
  }
});

test("every gate lies in known provinces, touches its neighbour's border and speaks known languages, Vietnamese first", () => {
  const provinces = new Map(data.provinces.rows.map((row) => [provinceKey(row), row]));
  const tags = new Set(data.languages.rows.map((language) => language.tag));
  for (const gate of data.gates.rows) {
    const province = provinces.get(provinceKey(gate.province));
    expect(province, gate.id).toBeDefined();
    expect(provinces.has(provinceKey(gate.provinceBefore2025)), gate.id).toBe(true);
    expect(
      province?.mergedFrom.map((part) => part.code),
      gate.id,
    ).toContain(gate.provinceBefore2025.code);
    if (gate.neighbour !== null) expect(province?.borderWith, gate.id).toContain(gate.neighbour);
    expect(gate.languages[0], gate.id).toBe("vi");
    expect(
      gate.languages.filter((tag) => !tags.has(tag)),
      gate.id,
    ).toEqual([]);
    expect(repeated(gate.languages), gate.id).toEqual([]);
  }
});

test("every part of a programme hangs below a programme whose code begins its own", () => {
  const codes = new Set(data.programmes.rows.map((programme) => programme.code));
  for (const { code, parent } of data.programmes.rows) {
    if (parent === null) expect(code).not.toContain(".");
    else expect([codes.has(parent), code.startsWith(`${parent}.`)], code).toEqual([true, true]);
  }
});

test("lunar dates are those of Viet Nam, also where a Chinese calendar differs", () => {
  const dates = data.holidays.rows.flatMap((holiday) =>
    holiday.id === "tet-nguyen-dan" && holiday.when.calendar === "lunar" ? holiday.when.dates : [],
  );
  expect(dates).toContain("2026-02-17");
  expect(dates).toContain("2030-02-02");
});

test("the layout of reports keeps its margins inside what the decree allows", () => {
  const { page, elements } = readDecree30Layout();
  for (const side of ["top", "bottom", "left", "right"] as const) {
    expect(page.marginMm[side]).toBeGreaterThanOrEqual(page.allowedMarginMm[side].min);
    expect(page.marginMm[side]).toBeLessThanOrEqual(page.allowedMarginMm[side].max);
  }
  expect(elements.nationalName.text).toBe("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
});

test("all text is NFC", () => {
  const text = JSON.stringify([data, readDecree30Layout()]);
  expect(text.normalize("NFC")).toBe(text);
});
