/** Stands here, because a bundle has no package.json to read; a test compares it with the one of the package. */
const version = "0.1.0";

/** The version of this package. */
export function toolVersion(): string {
  return version;
}
