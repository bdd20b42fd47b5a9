/** How a data model tells what it was declared from, without being worked out. */

export type WriteText = (text: string) => void;

/**
 * Writes what a data model is made from: where the texts are equal, so are tables, mappers and metadata. False where that
 * can't be told, or where the declarations hold a mistake.
 */
export type DeclarationsWriter = (write: WriteText) => boolean;

// A registered symbol, since the program that compares may have another copy of the package than the model.
export const declarationsWriter: unique symbol = Symbol.for("limbeck.writeDeclarations") as never;

/** The writer of a data model or of its metadata; undefined for metadata that no data model declared. */
export function declarationsWriterOf(target: object): DeclarationsWriter | undefined {
  const write = (target as { readonly [declarationsWriter]?: DeclarationsWriter })[declarationsWriter];
  return write && ((sink) => write.call(target, sink));
}
