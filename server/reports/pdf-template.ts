/**
 * The page of an official report in Typst. It holds no text of any report: those come as JSON in `sys.inputs.report` and
 * are set as they are, so that no sign in them is read as markup.
 */
export const PDF_TEMPLATE = `
#let data = json(bytes(sys.inputs.report))
#let page-of = data.layout
#let r = data.printed
#let size(pt) = pt * 1pt
#let upright = (
  paper: "a4",
  margin: (
    top: page-of.top * 1mm, bottom: page-of.bottom * 1mm, left: page-of.left * 1mm, right: page-of.right * 1mm,
  ),
  header-ascent: 35%,
  header: context {
    let here-page = counter(page).get().first()
    if here-page > 1 { align(center, text(size: size(page-of.numberPt), str(here-page))) }
  },
)
#set document(title: r.kindName + " " + r.subject, author: r.agency, date: auto)
#set page(..upright)
#set text(font: data.fonts, fallback: false, lang: "vi", region: "VN", size: size(page-of.bodyPt), hyphenate: false)
#set par(leading: 0.5em, spacing: 0.5em + page-of.gapPt * 1pt)
#set table(stroke: 0.5pt)

#let spread(body) = block(width: 100%, spacing: 0pt, body)
#let centred(body, pt: page-of.bodyPt, above: 0pt) = block(
  width: 100%, above: above, below: 0.5em, align(center, text(size: size(pt), body)),
)
#let rule(body, pt, part) = context {
  let long = measure(text(size: size(pt), weight: "bold", body)).width
  layout(room => block(width: 100%, above: 0.4em, below: 0.5em,
    align(center, line(length: calc.min(long, room.width) * part, stroke: 0.6pt))))
}
#let running(body, style: "normal", weight: "regular", pt: page-of.bodyPt, sticky: false) = block(
  width: 100%, above: 0.5em + page-of.gapPt * 1pt, below: 0.5em + page-of.gapPt * 1pt, sticky: sticky,
  {
    set par(justify: true, first-line-indent: (amount: page-of.indentMm * 1mm, all: true))
    par(text(style: style, weight: weight, size: size(pt), body))
  },
)
#let ruled(t) = {
  block(width: 100%, above: 1em, below: 0.6em, sticky: true,
    align(center, text(size: 13pt, weight: "bold", t.caption)))
  set text(size: size(t.sizePt), top-edge: "ascender", bottom-edge: "descender")
  set par(leading: 0.2em)
  // Hashes and codes may break anywhere; words of languages never do.
  show regex("[0-9A-Za-z_.:-]{20,}"): it => it.text.clusters().join(sym.zws)
  table(
    columns: t.widthsMm.map(w => w * 1mm),
    inset: (x: 1.05mm, top: 1.2mm, bottom: 0.8mm),
    align: horizon,
    table.header(..t.heads.map(h => table.cell(align: center + horizon, text(weight: "bold", h)))),
    ..t.rows.map(row => row.cells.map(c => table.cell(
      breakable: false,
      align: (if c.align == "right" { right } else if c.align == "center" { center } else { left }) + horizon,
      text(
        weight: if row.level == "group" or row.level == "total" { "bold" } else { "regular" },
        style: if row.level == "part" { "italic" } else { "normal" },
        c.text,
      ),
    ))).flatten(),
  )
  for note in t.notes {
    block(width: 100%, above: 0.5em, below: 0.5em, text(size: 11pt, style: "italic", note))
  }
}
#let evidence = running(r.evidence, style: "italic", pt: 11)

#grid(
  columns: (42%, 58%),
  row-gutter: 0.6em,
  {
    centred(r.parentAgency, pt: 13)
    centred(text(weight: "bold", r.agency), pt: 13)
    rule(r.agency, 13, 0.42)
  },
  {
    centred(text(weight: "bold", page-of.nationalName), pt: 12)
    centred(text(weight: "bold", page-of.motto), pt: 13)
    rule(page-of.motto, 13, 1)
  },
  centred(r.numberLine, pt: 13),
  centred(emph(r.placeAndDate)),
)
#centred(text(weight: "bold", r.kindName), above: 18pt)
#centred(text(weight: "bold", r.subject))
#rule(r.subject, page-of.bodyPt, 0.42)
#if r.correction != "" { centred(emph(r.correction), pt: 13, above: 8pt) }
#if r.addressees.len() == 1 {
  centred("Kính gửi: " + r.addressees.first(), above: 12pt)
} else if r.addressees.len() > 1 {
  centred("Kính gửi:", above: 12pt)
  for (index, name) in r.addressees.enumerate() {
    centred("- " + name + (if index == r.addressees.len() - 1 { "." } else { ";" }))
  }
}
#for base in r.legalBases { running(base, style: "italic") }
#for one in r.blocks {
  if one.kind == "table" { ruled(one) }
  else if one.kind == "heading" { running(one.text, weight: "bold", sticky: true) }
  else { running(one.text) }
}
#running(r.closing)
#if r.appendix == none { evidence }
#block(above: 1.2em, breakable: false, grid(
  columns: (50%, 50%),
  {
    set par(leading: 0.4em, spacing: 0.4em)
    block(text(size: 12pt, weight: "bold", style: "italic", "Nơi nhận:"))
    for one in r.recipients { block(above: 0.4em, below: 0.4em, text(size: 11pt, one)) }
  },
  {
    for title in r.signerTitles { centred(text(weight: "bold", title)) }
    v(30mm)
  },
))
#if r.appendix != none {
  // Counted on by the page that follows.
  counter(page).update(0)
  set page(..upright, flipped: true)
  centred(text(weight: "bold", "Phụ lục"), pt: 14)
  centred(text(weight: "bold", r.appendix.title), pt: 14)
  centred(emph(r.appendix.reference), pt: 14)
  rule(r.appendix.reference, 14, 0.42)
  for one in r.appendix.tables { ruled(one) }
  evidence
}
`;
