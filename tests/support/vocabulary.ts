/** What models are declared with, for tests that live in layers below the public entries. */
export * from "../../src/public/limbeck.ts";
