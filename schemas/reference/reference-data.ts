import decree30 from "./decree30-layout.json" with { type: "json" };
import { Decree30Layout } from "./decree30-layout.ts";
import { Gate } from "./gate.ts";
import gates from "./gates.json" with { type: "json" };
import { Holiday } from "./holiday.ts";
import holidays from "./holidays.json" with { type: "json" };
import { Language } from "./language.ts";
import languages from "./languages.json" with { type: "json" };
import { Organisation } from "./organisation.ts";
import organisations from "./organisations.json" with { type: "json" };
import { Programme } from "./programme.ts";
import programmes from "./programmes.json" with { type: "json" };
import { Province } from "./province.ts";
import provinces from "./provinces.json" with { type: "json" };
import { referenceFile } from "./reference-file.ts";
import reportTemplates from "./report-templates.json" with { type: "json" };
import { ReportTemplates } from "./report-templates.ts";

/** Every reference file, checked against its schema. Throws ZodError when one does not fit. */
export function readReferenceData() {
  return {
    gates: referenceFile(Gate).parse(gates),
    provinces: referenceFile(Province).parse(provinces),
    languages: referenceFile(Language).parse(languages),
    holidays: referenceFile(Holiday).parse(holidays),
    programmes: referenceFile(Programme).parse(programmes),
    organisations: referenceFile(Organisation).parse(organisations),
  };
}

/** The layout of official reports. */
export function readDecree30Layout(): Decree30Layout {
  return Decree30Layout.parse(decree30);
}

/** The reports that are made, their tables and their parts. */
export function readReportTemplates(): ReportTemplates {
  return ReportTemplates.parse(reportTemplates);
}
