import type { DeclarationSource } from "../dialects/model-source.ts";
import type { Key } from "../metadata/key.ts";

/** A declaration as text, with what it needs from elsewhere. */
export interface PulledDeclaration {
  readonly key: Key;
  readonly name: string;
  readonly schema: string | undefined;
  readonly group: DeclarationSource["group"];
  /** The declaration that it stands beside, such as the table of a trigger. */
  readonly beside?: Key | undefined;
  readonly text: string;
  readonly builders: readonly string[];
  /** Names of other declarations that must be there first. */
  readonly uses: readonly string[];
  /** Names of classes that stand in it as types. */
  readonly types: readonly string[];
  /** Declarations that had better stand before it. */
  readonly after: readonly Key[];
}
