/** A table with columns of all sorts that rows can be ordered by. */
import {
  bigint,
  boolean,
  bytea,
  dataModel,
  date,
  doublePrecision,
  enumType,
  integer,
  interval,
  model,
  numeric,
  real,
  text,
  timestamp,
  uuid,
  varchar,
} from "../../src/public/limbeck.ts";

const mood = enumType("mood", ["sad", "calm", "glad"]);

export class Entry extends model("entries", {
  id: bigint().identity().primaryKey(),
  at: timestamp({ timezone: true }).notNull(),
  plain: timestamp(),
  exact: numeric(),
  // Fewer digits in JavaScript than in the database.
  rounded: numeric(30, 20).convert({ read: Number, write: String }),
  float: doublePrecision(),
  single: real(),
  word: text(),
  posix: text().collate("C"),
  short: varchar(5),
  mood: mood.column(),
  flag: boolean(),
  day: date(),
  span: interval(),
  big: bigint(),
  token: uuid(),
  bytes: bytea(),
  // Backwards in the database, whose order counts.
  turned: text().convert({ read: (value) => value.toUpperCase(), write: (value: string) => value.toLowerCase() }),
  small: integer(),
}) {}

export const diary = dataModel({ mood, Entry });
