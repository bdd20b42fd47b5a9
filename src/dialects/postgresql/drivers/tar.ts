/** Reads tar archives as PGlite writes and ships them (ustar, names up to 100 bytes, no links). */

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
