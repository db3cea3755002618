/** The archive's first fields hold no more; behind them stand the wider ones of ZIP64. */
const WIDE_32 = 0xffff_ffff;
const WIDE_16 = 0xffff;
/** Names are UTF-8; lengths stand behind the content. */
const FLAGS = 0x0808;
const DEFLATED = 8;
/** 1980-01-01, the first day that an archive can name. */
const FIRST_DAY = 0x0021;
const PLAIN_VERSION = 20;
const WIDE_VERSION = 45;

/** A member that was written, as the list at the archive's end names it. */
export interface ZipMember {
  readonly name: string;
  readonly headerAt: number;
  readonly crc32: number;
  readonly packedBytes: number;
  readonly sizeBytes: number;
}

/** From here on the wide fields are used; smaller only to try them. */
export interface ZipLimits {
  readonly bytes: number;
  readonly members: number;
}

export const ZIP_LIMITS: ZipLimits = { bytes: WIDE_32, members: WIDE_16 };

/** Stands before a member's content. */
export function memberHeader(name: string): Buffer {
  const nameBytes = Buffer.from(name);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(PLAIN_VERSION, 4);
  writeKind(header, 6);
  header.writeUInt16LE(nameBytes.length, 26);
  return Buffer.concat([header, nameBytes]);
}

/** Stands behind a member's content. Throws of a member of 4 GiB or more. */
export function memberEnd({ name, crc32, packedBytes, sizeBytes }: ZipMember): Buffer {
  if (Math.max(packedBytes, sizeBytes) >= WIDE_32) throw new Error(`${name} is too large for an archive.`);
  const end = Buffer.alloc(16);
  end.writeUInt32LE(0x08074b50, 0);
  writeSums(end, 4, { crc32, packedBytes, sizeBytes });
  return end;
}

/** A member's line in the list. */
export function listLine(member: ZipMember, limits: ZipLimits): Buffer {
  const { headerAt } = member;
  const name = Buffer.from(member.name);
  const isWide = headerAt >= limits.bytes;
  const line = Buffer.alloc(46);
  line.writeUInt32LE(0x02014b50, 0);
  line.writeUInt16LE(isWide ? WIDE_VERSION : PLAIN_VERSION, 4);
  line.writeUInt16LE(isWide ? WIDE_VERSION : PLAIN_VERSION, 6);
  writeKind(line, 8);
  writeSums(line, 16, member);
  line.writeUInt16LE(name.length, 28);
  line.writeUInt16LE(isWide ? 12 : 0, 30);
  line.writeUInt32LE(isWide ? WIDE_32 : headerAt, 42);
  if (!isWide) return Buffer.concat([line, name]);
  const extra = Buffer.alloc(12);
  extra.writeUInt16LE(0x0001, 0);
  extra.writeUInt16LE(8, 2);
  extra.writeBigUInt64LE(BigInt(headerAt), 4);
  return Buffer.concat([line, name, extra]);
}

/** The archive's end, behind its list. */
export function archiveEnd(
  list: { readonly at: number; readonly bytes: number; readonly members: number },
  limits: ZipLimits,
): Buffer {
  const isWide = list.at >= limits.bytes || list.bytes >= limits.bytes || list.members >= limits.members;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(isWide ? WIDE_16 : list.members, 8);
  end.writeUInt16LE(isWide ? WIDE_16 : list.members, 10);
  end.writeUInt32LE(isWide ? WIDE_32 : list.bytes, 12);
  end.writeUInt32LE(isWide ? WIDE_32 : list.at, 16);
  return isWide ? Buffer.concat([wideEnd(list), end]) : end;
}

function wideEnd(list: { readonly at: number; readonly bytes: number; readonly members: number }): Buffer {
  const end = Buffer.alloc(76);
  end.writeUInt32LE(0x06064b50, 0);
  end.writeBigUInt64LE(44n, 4);
  end.writeUInt16LE(WIDE_VERSION, 12);
  end.writeUInt16LE(WIDE_VERSION, 14);
  end.writeBigUInt64LE(BigInt(list.members), 24);
  end.writeBigUInt64LE(BigInt(list.members), 32);
  end.writeBigUInt64LE(BigInt(list.bytes), 40);
  end.writeBigUInt64LE(BigInt(list.at), 48);
  end.writeUInt32LE(0x07064b50, 56);
  end.writeBigUInt64LE(BigInt(list.at + list.bytes), 64);
  end.writeUInt32LE(1, 72);
  return end;
}

function writeKind(to: Buffer, at: number): void {
  to.writeUInt16LE(FLAGS, at);
  to.writeUInt16LE(DEFLATED, at + 2);
  to.writeUInt16LE(0, at + 4);
  to.writeUInt16LE(FIRST_DAY, at + 6);
}

function writeSums(to: Buffer, at: number, sums: Pick<ZipMember, "crc32" | "packedBytes" | "sizeBytes">): void {
  to.writeUInt32LE(sums.crc32, at);
  to.writeUInt32LE(sums.packedBytes, at + 4);
  to.writeUInt32LE(sums.sizeBytes, at + 8);
}
