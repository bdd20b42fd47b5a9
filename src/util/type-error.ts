/** A compile-time failure that reads as a sentence: a value of this type can't be made. */
declare const message: unique symbol;

/** A type that says in words why something does not compile. */
export interface TypeError<Message extends string> {
  readonly [message]: Message;
}
