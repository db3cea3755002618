import { load } from "cheerio/slim";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { feedFile } from "../../../tests/support/feed-server.ts";
import { cleanText } from "./clean-text.ts";
import { cutAtWordEnd } from "./cut-at-word-end.ts";
import { decodeText } from "./decode-text.ts";
import { isoInstant } from "./iso-instant.ts";
import { plainText } from "./plain-text.ts";
import { isInScriptOf } from "./script-rule.ts";

describe("bytes to text", () => {
  it("reads windows-1258 with combining tones as NFC Vietnamese", () => {
    const $ = load(decodeText(feedFile("broken/windows-1258.rss"), "text/xml"), { xml: true });
    expect($("item > title").text()).toBe("Thông báo tạm dừng xuất nhập cảnh tại cửa khẩu quốc tế Hữu Nghị");
  });

  it("believes valid UTF-8 before any label, and a byte order mark before both", () => {
    const bytes = Buffer.from("Hữu Nghị");
    expect(decodeText(bytes, "text/html; charset=windows-1258")).toBe("Hữu Nghị");
    expect(decodeText(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("Hữu", "utf16le")]), null)).toBe("Hữu");
    expect(decodeText(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]), null)).toBe("Hữu Nghị");
    expect(decodeText(Buffer.from([0xe9]), "text/plain; charset=iso-8859-1")).toBe("é");
  });

  it("never throws and always gives NFC", () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.option(fc.string()), (bytes, contentType) => {
        const text = decodeText(bytes, contentType);
        expect(text).toBe(text.normalize("NFC"));
      }),
    );
  });
});

describe("markup to plain text", () => {
  it("keeps the words of hostile markup and nothing else", () => {
    const $ = load(decodeText(feedFile("attack/xss-content.rss"), null), { xml: true });
    const item = $("item").eq(1);
    expect(plainText($("item").eq(0).children("title").text())).toBe("Tiêu đề bẩn");
    expect(plainText(item.children("title").text())).toBe("Tin có mã độc đậm");
    expect(plainText(item.children("description").text())).toBe("Nội dung bấm gnp.exe");
  });

  it("separates blocks, joins inline marks and decodes entities once", () => {
    expect(plainText("<p>một</p><p>h<b>a</b>i</p>ba<br>bốn")).toBe("một hai ba bốn");
    expect(plainText("A &amp; B &lt;b&gt; C&nbsp;D")).toBe("A & B <b> C D");
  });

  it("survives sixty thousand nested tags", () => {
    expect(plainText(`${"<div>".repeat(60_000)}sâu`)).toBe("sâu");
  });

  it("leaves no control character, direction mark or lone surrogate in any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (input) => {
        expect(cleanText(input)).not.toMatch(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/u);
        expect(cleanText(cleanText(input))).toBe(cleanText(input));
      }),
    );
  });
});

describe("cutting at a word's end", () => {
  const texts = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.constantFrom("谅山口岸双向货物运输畅通", "ຍິນດີຕ້ອນຮັບ ສູ່ປະເທດຫວຽດນາມ"),
  );

  it("never exceeds the limit, only shortens, and leaves what fits untouched", () => {
    fc.assert(
      fc.property(
        texts,
        fc.integer({ min: 2, max: 40 }),
        fc.constantFrom("vi", "lo", "km", "zh-Hans"),
        (text, max, language) => {
          const cut = cutAtWordEnd(text, max, language);
          expect(cut.length).toBeLessThanOrEqual(max);
          if (text.length <= max) expect(cut).toBe(text);
          else expect(text.startsWith(cut.slice(0, -1)) && cut.endsWith("…")).toBe(true);
        },
      ),
    );
  });

  it("ends with a whole word also where none are spaced", () => {
    expect(cutAtWordEnd("Thông suốt vận chuyển hàng hóa", 16, "vi")).toBe("Thông suốt vận…");
    expect(cutAtWordEnd("ຍິນດີຕ້ອນຮັບສູ່ປະເທດ", 16, "lo")).toBe("ຍິນດີຕ້ອນຮັບສູ່…");
  });
});

describe("instants and scripts of imported text", () => {
  const nowMs = Date.UTC(2026, 10, 21);

  it("takes only instants that state their zone and lie at most 48 hours ahead", () => {
    expect(isoInstant("2026-11-21T04:04:10.339Z", nowMs)).toBe(Date.UTC(2026, 10, 21, 4, 4, 10, 339));
    expect(isoInstant("2026-11-21T11:04:10+0700", nowMs)).toBe(Date.UTC(2026, 10, 21, 4, 4, 10));
    for (const text of [
      "10/2/2026 9:25:00 AM",
      "2026-11-21",
      "2026-11-21T04:04:10",
      "2026-11-24T00:00:00Z",
      "",
      null,
    ]) {
      expect(isoInstant(text, nowMs)).toBeUndefined();
    }
  });

  it("notices a language that is not written in its own letters", () => {
    expect(isInScriptOf("Thông suốt", "lo")).toBe(false);
    expect(isInScriptOf("谅山口岸", "zh-Hans")).toBe(true);
    expect(isInScriptOf("Thông suốt", "tyz")).toBe(true);
  });
});
