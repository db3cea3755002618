import { Readable } from "node:stream";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readMultipartFile } from "./multipart-file.ts";

const TYPE = "multipart/form-data; boundary=----x7";
const part = (head: string, body: Buffer | string) =>
  Buffer.concat([Buffer.from(`------x7\r\n${head}\r\n\r\n`), Buffer.from(body), Buffer.from("\r\n")]);
const FILE = 'Content-Disposition: form-data; name="file"; filename="ảnh.png"\r\nContent-Type: image/png';
const END = Buffer.from("------x7--\r\n");

function inPieces(bytes: Buffer, sizes: readonly number[]): Readable {
  const pieces: Buffer[] = [];
  let from = 0;
  for (let index = 0; from < bytes.length; index++) {
    const size = Math.max(1, sizes[index % Math.max(1, sizes.length)] ?? bytes.length);
    pieces.push(bytes.subarray(from, from + size));
    from += size;
  }
  return Readable.from(pieces, { objectMode: false });
}

async function read(stream: Readable): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const piece of stream) parts.push(piece);
  return Buffer.concat(parts);
}

test("the file is the same however the bytes arrive, also with pieces of its own boundary in it", async () => {
  const tricky = fc
    .array(fc.constantFrom("\r", "\n", "-", "--", "\r\n--", "------x", "\r\n------x", "a", "\u0000"), { maxLength: 30 })
    .map((pieces) => Buffer.from(pieces.join("")))
    .filter((body) => !body.includes("\r\n------x7") && !body.subarray(0, 8).equals(Buffer.from("------x7")));
  await fc.assert(
    fc.asyncProperty(tricky, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), async (body, sizes) => {
      const form = Buffer.concat([part('Content-Disposition: form-data; name="n"', "chữ"), part(FILE, body), END]);
      const file = await readMultipartFile(TYPE, inPieces(form, sizes));
      expect(file.fileName).toBe("ảnh.png");
      expect(file.fields.get("n")).toBe("chữ");
      expect((await read(file.stream)).equals(body)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test("names are read as browsers and programs write them", async () => {
  const names: [string, string][] = [
    ['filename="a%22b.png"', 'a"b.png'],
    ['filename="a\\"b.png"', 'a"b.png'],
    ["filename=plain.png", "plain.png"],
    ['filename="C:\\thu-muc\\a.png"', "C:\\thu-muc\\a.png"],
  ];
  for (const [written, fileName] of names) {
    const head = `content-disposition: form-data; name="file"; ${written}`;
    const file = await readMultipartFile(TYPE, inPieces(Buffer.concat([part(head, "x"), END]), [7]));
    expect(file.fileName).toBe(fileName);
  }
});

test("a form that breaks off, has no file or is none is refused", async () => {
  const whole = Buffer.concat([part(FILE, "0123456789"), END]);
  for (const length of [0, 5, 20, 60]) {
    await expect(readMultipartFile(TYPE, inPieces(whole.subarray(0, length), [9]))).rejects.toMatchObject({
      code: "bad-input",
    });
  }
  const inside = whole.length - END.length - 5;
  const file = await readMultipartFile(TYPE, inPieces(whole.subarray(0, inside), [9]));
  await expect(read(file.stream)).rejects.toMatchObject({ messageKey: "assets.cut-short" });
  const noFile = Buffer.concat([part('Content-Disposition: form-data; name="n"', "x"), END]);
  await expect(readMultipartFile(TYPE, inPieces(noFile, [9]))).rejects.toMatchObject({ messageKey: "assets.no-file" });
  const unnamed = Buffer.concat([part('Content-Disposition: form-data; name="file"; filename=""', ""), END]);
  await expect(readMultipartFile(TYPE, inPieces(unnamed, [9]))).rejects.toMatchObject({
    messageKey: "assets.no-file",
  });
  await expect(readMultipartFile("multipart/form-data", inPieces(whole, [9]))).rejects.toMatchObject({
    messageKey: "assets.bad-form",
  });
  const flood = part('Content-Disposition: form-data; name="n"', "x".repeat(100_000));
  await expect(readMultipartFile(TYPE, inPieces(flood, [4_096]))).rejects.toMatchObject({
    messageKey: "assets.bad-form",
  });
  const longHead = part(`${FILE}\r\nX-Long: ${"y".repeat(100_000)}`, "x");
  await expect(readMultipartFile(TYPE, inPieces(longHead, [4_096]))).rejects.toMatchObject({
    messageKey: "assets.bad-form",
  });
});
