/** Reads and writes tar archives as PGlite takes and ships them (ustar, names up to 100 bytes, no links). */

export interface TarEntry {
  /** Without a slash in front or behind. */
  readonly name: string;
  readonly isFolder: boolean;
  readonly content: Uint8Array;
}

const blockSize = 512;

/** The entries in order; contents are views of the archive, not copies. */
export function* readTar(archive: Uint8Array): Generator<TarEntry> {
  const buffer = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  for (let offset = 0; offset + blockSize <= buffer.length;) {
    const path = textAt(buffer, offset, 100);
    if (path === "") return;
    const prefix = textAt(buffer, offset + 345, 155);
    const size = Number.parseInt(textAt(buffer, offset + 124, 12), 8) || 0;
    const start = offset + blockSize;
    const name = `${prefix === "" ? "" : `${prefix}/`}${path}`;
    const isFolder = buffer[offset + 156] === 0x35 || name.endsWith("/");
    yield { name: name.replace(/^\.?\/+|\/+$/g, ""), isFolder, content: buffer.subarray(start, start + size) };
    offset = start + Math.ceil(size / blockSize) * blockSize;
  }
}

function textAt(buffer: Buffer, start: number, length: number): string {
  const field = buffer.subarray(start, start + length);
  const end = field.indexOf(0);
  return field.toString("utf8", 0, end === -1 ? length : end).trim();
}

/** An archive of these entries, without owners and times, so that the same entries give the same bytes. */
export function writeTar(entries: Iterable<TarEntry>): Buffer {
  const blocks: Uint8Array[] = [];
  for (const { name, isFolder, content } of entries) {
    const size = isFolder ? 0 : content.length;
    blocks.push(header(name, isFolder, size));
    if (size > 0) blocks.push(content, Buffer.alloc(-size & (blockSize - 1)));
  }
  blocks.push(Buffer.alloc(2 * blockSize));
  return Buffer.concat(blocks);
}

function header(name: string, isFolder: boolean, size: number): Buffer {
  const block = Buffer.alloc(blockSize);
  const octal = (value: number, offset: number, length: number) =>
    block.write(value.toString(8).padStart(length - 1, "0"), offset, "latin1");
  block.write(isFolder ? `${name}/` : name, 0, 100, "utf8");
  octal(isFolder ? 0o700 : 0o600, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(0, 136, 12);
  block.write("        ", 148, "latin1");
  block.write(isFolder ? "5" : "0", 156, "latin1");
  block.write("ustar\u000000", 257, "latin1");
  octal(
    block.reduce((sum, byte) => sum + byte, 0),
    148,
    7,
  );
  return block;
}
