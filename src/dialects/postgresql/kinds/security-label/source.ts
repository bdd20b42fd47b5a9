import { literal, type SourceWriter } from "../../../../operations/source.ts";
import { targetSource } from "../grant/source.ts";
import type { SecurityLabelModel } from "./model.ts";

/** `securityLabel("classified", { on: { column: "patients.name" }, provider: "anon" })` */
export function securityLabelSource({ label, on, name }: SecurityLabelModel, source: SourceWriter): string {
  return `${source.use("securityLabel")}(${literal(label)}, { on: ${targetSource(on)}, provider: ${literal(name)} })`;
}
