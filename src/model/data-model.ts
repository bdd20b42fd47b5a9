/** `dataModel()`: the explicit registry of models and objects, checked as a whole, and its metadata and mappers. */
import { schemaKey } from "../kinds/schema/model.ts";
import type { Key } from "../metadata/key.ts";
import { MetaData } from "../metadata/metadata.ts";
import type { SchemaObject } from "../metadata/schema-object.ts";
import { defaultSchema } from "../sql/default-schema.ts";
import { LazyMap } from "../util/lazy-map.ts";
import {
  buildDataModel,
  collectOrigins,
  schemaOf,
  type BuiltParts,
  type DataModelOptions,
  type Declarations,
  type NamedDeclaration,
} from "./build.ts";
import { writeDeclarations } from "./declaration-text.ts";
import { declarationsWriter, type WriteText } from "./declarations-writer.ts";
import { rememberDeclarations, tellModelPlace } from "./declared-place.ts";
import { Deferred, type Steps } from "./deferred.ts";
import { DeclarationsShapeError, MapperMissingError } from "./errors.ts";
import { joinDeclarations, type Joined } from "./join-declarations.ts";
import type { Mapper, TableMapping } from "./mapper.ts";
import type { AnyModelClass } from "./model.ts";

export type { DataModelOptions, Declarations };

/** What is worked out of the declarations, for one schema of names that give none. */
interface Built {
  readonly parts: Deferred<BuiltParts>;
  byClass?: ReadonlyMap<unknown, Mapper>;
  metadata?: MetaData;
}

/** All models and objects that are under version control together. */
export class DataModel<D extends Declarations = Declarations> {
  /** What was passed to `dataModel()`, by name. */
  readonly declarations: D;
  readonly #options: DataModelOptions;
  /** By the schema of names that give none. */
  readonly #built = new Map<string, Built>();

  /** Called by `dataModel()`. */
  constructor(declarations: D, options: DataModelOptions) {
    this.declarations = declarations;
    this.#options = options;
    void this.#here;
  }

  /** Schema of names that give none. */
  get schema(): string {
    return schemaOf(this.#options);
  }

  get #here(): Built {
    const { schema } = this;
    let built = this.#built.get(schema);
    if (built === undefined) this.#built.set(schema, (built = { parts: new Deferred(() => this.#build()) }));
    return built;
  }

  /** Tables with and without classes, by `schema.table`. */
  get tables(): ReadonlyMap<string, TableMapping> {
    return this.#here.parts.value.tables;
  }

  /** Mapped classes by name. */
  get mappers(): ReadonlyMap<string, Mapper> {
    return this.#here.parts.value.mappers;
  }

  /** The declared side of every comparison; frozen and always the same object. */
  get metadata(): MetaData {
    return (this.#here.metadata ??= this.#assemble());
  }

  /** As `metadata`, with turns for whatever else the process has to do while a large model is worked out. */
  async metadataInTurns(): Promise<MetaData> {
    await this.#here.parts.inTurns();
    return this.metadata;
  }

  /** The mapper of a class in this data model. @throws MapperMissingError */
  mapperOf(model: AnyModelClass): Mapper {
    const here = this.#here;
    here.byClass ??= new Map([...this.mappers.values()].map((each) => [each.class, each]));
    const mapper = here.byClass.get(model);
    if (mapper === undefined) throw new MapperMissingError(model.name, 0);
    return mapper;
  }

  [declarationsWriter](write: WriteText): boolean {
    return writeDeclarations(this.declarations, this.#options, write);
  }

  *#build(): Steps<BuiltParts> {
    try {
      return yield* buildDataModel(this.declarations, this.#options);
    } catch (error) {
      tellModelPlace(error, this.declarations);
      throw error;
    }
  }

  #assemble(): MetaData {
    const { named } = this.#here.parts.value;
    const renamedFrom = new Map(named.flatMap(({ declared }) => declared.renamedFrom));
    const origins = new LazyMap(() => collectOrigins(named));
    const metadata = new MetaData({ objects: objectsOf(named), renamedFrom, origins });
    rememberDeclarations(metadata, this.declarations);
    Object.defineProperty(metadata, declarationsWriter, {
      value: (write: WriteText) => this[declarationsWriter](write),
    });
    return metadata;
  }
}

function objectsOf(named: readonly NamedDeclaration[]): Map<Key, SchemaObject> {
  const objects = new Map<Key, SchemaObject>(implicitSchemas(named));
  for (const { declared } of named) for (const entry of declared.objects) objects.set(entry[0], entry[1]);
  return objects;
}

/** A namespace that is used exists, also where nobody declared it; the default schema always does. */
function implicitSchemas(named: readonly NamedDeclaration[]): (readonly [Key, SchemaObject])[] {
  const used = new Set<string>();
  for (const { declared } of named) {
    for (const entry of declared.objects) {
      const { schema } = entry[1];
      if (schema !== undefined && schema !== defaultSchema()) used.add(schema);
    }
  }
  return [...used].map((name) => [schemaKey(name), Object.freeze({ kind: "schema", name })]);
}

/**
 * The data model of these classes, tables and objects. There is no global state: what isn't passed is no part of it.
 *
 *     export const commerce = dataModel({ Customer, Order, productTags, orderStatus });
 *     commerce.metadata; // tables, columns, constraints… as plain data
 *
 *     import * as people from "./people.ts";
 *     import * as invoices from "./invoices.ts";
 *     export const office = dataModel([people, invoices]); // refuses two that export one name
 *
 * @param declarations by name, or a list of such objects, of which no two may have a name for different things
 * @throws errors of code `model.…`, `relationship.…`, `table.…`, `naming.…` and `name.…`, each naming class and property
 */
export function dataModel<D extends Declarations | readonly Declarations[] | readonly []>(
  // The empty list makes the compiler infer a tuple, which keeps the modules apart.
  declarations: D,
  options: DataModelOptions = {},
): DataModel<Joined<D>> {
  for (const part of [declarations, options].flat() as readonly unknown[]) {
    if (typeof part === "function") throw new DeclarationsShapeError(part.name);
  }
  const joined = Array.isArray(declarations) ? joinDeclarations(declarations) : declarations;
  return new DataModel(joined as Joined<D>, options);
}
