/** Everything in a tar file begins at a multiple of this. */
export const TAR_BLOCK_BYTES = 512;

const MAX_OCTAL_BYTES = 8 ** 11;
const SIZE_AT = 124;
const CHECKSUM_AT = 148;

/** The header of one plain file; read by every tar program. Names have at most 100 bytes. */
export function tarHeader(name: string, sizeBytes: number): Buffer {
  const header = Buffer.alloc(TAR_BLOCK_BYTES);
  if (Buffer.byteLength(name) > 100) throw new RangeError(`Too long a name for an archive: ${name}.`);
  header.write(name, 0, "utf8");
  header.write("0000600\0", 100, "ascii");
  header.write("0000000\0", 108, "ascii");
  header.write("0000000\0", 116, "ascii");
  writeSize(header, sizeBytes);
  header.write("00000000000\0", 136, "ascii");
  header.write("0", 156, "ascii");
  header.write("ustar\0", 257, "ascii");
  header.write("00", 263, "ascii");
  header.write(`${octal(checksum(header), 6)}\0 `, CHECKSUM_AT, "ascii");
  return header;
}

/** What a header says; `undefined` for the empty block that ends an archive, null for anything that is no such header. */
export function readTarHeader(header: Buffer): { name: string; sizeBytes: number } | null | undefined {
  if (header.every((byte) => byte === 0)) return undefined;
  const sum = Number.parseInt(header.toString("ascii", CHECKSUM_AT, CHECKSUM_AT + 6), 8);
  if (sum !== checksum(header) || header.toString("ascii", 156, 157) !== "0") return null;
  const name = header.toString("utf8", 0, 100).replace(/\0.*$/s, "");
  const sizeBytes = readSize(header);
  return Number.isSafeInteger(sizeBytes) && sizeBytes >= 0 ? { name, sizeBytes } : null;
}

/** Bytes that fill the last block of a file of this size. */
export function paddingBytes(sizeBytes: number): number {
  return (TAR_BLOCK_BYTES - (sizeBytes % TAR_BLOCK_BYTES)) % TAR_BLOCK_BYTES;
}

/** Eight gigabytes and more are written in the binary form that all tar programs of today read. */
function writeSize(header: Buffer, sizeBytes: number): void {
  if (sizeBytes < MAX_OCTAL_BYTES) {
    header.write(`${octal(sizeBytes, 11)}\0`, SIZE_AT, "ascii");
    return;
  }
  header[SIZE_AT] = 0x80;
  header.writeBigUInt64BE(BigInt(sizeBytes), SIZE_AT + 4);
}

function readSize(header: Buffer): number {
  if (header[SIZE_AT] === 0x80) return Number(header.readBigUInt64BE(SIZE_AT + 4));
  return Number.parseInt(header.toString("ascii", SIZE_AT, SIZE_AT + 11), 8);
}

/** The sum of all bytes, its own field counted as blanks. */
function checksum(header: Buffer): number {
  return header.reduce((sum, byte, at) => sum + (at >= CHECKSUM_AT && at < CHECKSUM_AT + 8 ? 0x20 : byte), 0);
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, "0");
}
