/** What works on instances of models. */
export { Collection } from "../model/collection.ts";
export {
  mapperOf,
  type ColumnMapping,
  type ForeignKeyMapping,
  type JoinPair,
  type Mapper,
  type OrderElement,
  type RelationshipMapping,
  type SecondaryMapping,
  type TableMapping,
} from "../model/mapper.ts";
