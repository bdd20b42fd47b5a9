import { expect, test } from "vitest";
import { checksum, compareChecksum } from "./checksum.ts";

test("a checksum is the SHA-256 of the text behind the version of the algorithm", () => {
  expect(checksum("abc")).toBe("1:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});

test("a byte order mark and the style of line ends do not count, everything else does", () => {
  expect(checksum("\uFEFFa\r\nb\r\n")).toBe(checksum("a\nb\n"));
  for (const other of ["a\nb", "a\nb\n\n", "a\n\nb\n", "a\rb\n", " a\nb\n", "A\nb\n"])
    expect(checksum(other)).not.toBe(checksum("a\nb\n"));
});

test("a checksum of another version says nothing about the text", () => {
  expect(compareChecksum(checksum("a"), "a")).toBe("equal");
  expect(compareChecksum(checksum("a"), "b")).toBe("different");
  expect(compareChecksum("2:abc", "a")).toBe("unknown");
});
