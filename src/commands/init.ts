/** Writes the first files of a project; never overwrites one. */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { configNames } from "../config/find-config.ts";
import { FileNotWritableError } from "../config/errors.ts";
import { makeFolder } from "../util/make-folder.ts";
import { OutsideFolderError } from "../project/errors.ts";

/** Options of `init`. */
export interface InitOptions {
  /** Folder of the project; it need not exist. */
  readonly cwd: string;
  /** Folder of revisions, default `migrations`. */
  readonly revisions?: string;
  /** File of the models; by default `models/data-model.ts` where `pull` has written it, or else `models.ts`. */
  readonly models?: string;
  /** Name of the environment variable that holds the URL of a server; without it the embedded database is used. */
  readonly urlVariable?: string;
  /** False writes no `tsconfig.json` where there is none. */
  readonly tsconfig?: boolean;
}

/** What `init` wrote and what it found. */
export interface InitResult {
  readonly root: string;
  /** Paths relative to the root. */
  readonly written: readonly string[];
  readonly kept: readonly string[];
  /** File of the models, relative to the root. */
  readonly models: string;
  /** The `tsconfig.json` that is there, as seen from the root, where it refuses imports that end in `.ts`. */
  readonly refusingTsconfig?: string;
}

/**
 * Lays out a project that works at once.
 *
 *     init({ cwd: process.cwd() });
 *
 * @throws FileNotWritableError, OutsideFolderError
 */
export function init(options: InitOptions): InitResult {
  const root = resolve(options.cwd);
  const revisions = insideOf(root, options.revisions ?? "migrations");
  const models = insideOf(root, options.models ?? (existsSync(join(root, pulledModels)) ? pulledModels : "models.ts"));
  const written: string[] = [];
  const kept: string[] = [];
  const note = (path: string, isNew: boolean): void => void (isNew ? written : kept).push(path);
  const config = configNames.find((name) => existsSync(join(root, name)));
  if (config === undefined)
    note(
      configNames[0],
      writeNew(
        join(root, configNames[0]),
        configText({ revisions, models, exported: exportOf(join(root, models)), urlVariable: options.urlVariable }),
      ),
    );
  else note(config, false);
  if (config === undefined || existsSync(join(root, models))) note(models, writeNew(join(root, models), modelsText));
  note(`${revisions}/`, newFolder(join(root, revisions)));
  note(".gitignore", ignoreState(join(root, ".gitignore")));
  const tsconfig = findTsconfig(root);
  if (tsconfig === join(root, tsconfigName)) note(tsconfigName, false);
  else if (tsconfig === undefined && options.tsconfig !== false)
    note(tsconfigName, writeNew(join(root, tsconfigName), tsconfigText));
  const refuses = tsconfig !== undefined && refusesEndings(tsconfig);
  return { root, written, kept, models, ...(refuses ? { refusingTsconfig: relative(root, tsconfig) } : {}) };
}

/** What `pull` writes. */
const pulledModels = "models/data-model.ts";

/** The name of the data model in a file that is there. */
function exportOf(path: string): string {
  const text = existsSync(path) ? guarded(path, () => readFileSync(path, "utf8")) : modelsText;
  return /^export const (\w+) = dataModel\(/m.exec(text)?.[1] ?? "shop";
}

const tsconfigName = "tsconfig.json";

/** The `tsconfig.json` that the compiler and editors take for files of a folder: its own, or the nearest one above. */
export function findTsconfig(folder: string): string | undefined {
  const path = join(folder, tsconfigName);
  if (existsSync(path)) return path;
  const above = dirname(folder);
  return above === folder ? undefined : findTsconfig(above);
}

/** What it extends or refers to may say more, so that nothing is known of it then. */
function refusesEndings(path: string): boolean {
  const text = guarded(path, () => readFileSync(path, "utf8"));
  return !/"(?:allowImportingTsExtensions|rewriteRelativeImportExtensions|extends|references)"\s*:/.test(text);
}

// With any "type" in package.json: limbeck compiles files by itself, and asks neither for modules nor for CommonJS.
const tsconfigText = `{
  "compilerOptions": {
    "strict": true,
    "target": "es2023",
    "module": "nodenext",
    "noEmit": true,
    "allowImportingTsExtensions": true
  }
}
`;

function insideOf(root: string, path: string): string {
  const rest = relative(root, resolve(root, path));
  if (rest === "" || rest.startsWith("..") || isAbsolute(rest)) throw new OutsideFolderError(path);
  return rest.replaceAll("\\", "/");
}

function configText(parts: {
  readonly revisions: string;
  readonly models: string;
  readonly exported: string;
  readonly urlVariable: string | undefined;
}): string {
  const { revisions, models, exported, urlVariable } = parts;
  const environments =
    urlVariable === undefined
      ? `    development: {}, // no url: the embedded database under .limbeck/
    // production: { url: env("DATABASE_URL"), protected: true }, // env comes from "limbeck/config", too`
      : `    development: { url: env(${JSON.stringify(urlVariable)}) },
    // production: { url: env("PRODUCTION_URL"), protected: true },`;
  return `import { defineConfig${urlVariable === undefined ? "" : ", env"} } from "limbeck/config";

export default defineConfig({
  target: () => import(${JSON.stringify(`./${models}`)}).then((m) => m.${exported}), // loaded only by commands that need it
  revisions: ${JSON.stringify(revisions)},
  environments: {
${environments}
  },
});
`;
}

const modelsText = `import { dataModel, integer, manyToOne, model, now, oneToMany, timestamp, varchar } from "limbeck";

export class Customer extends model("customers", {
  customerId: integer().identity({ always: true }).primaryKey(),
  name: varchar().notNull(),
  emailAddress: varchar().notNull().unique(),
  orders: oneToMany<Order>("Order", { backPopulates: "customer", cascade: "all, delete-orphan" }),
}) {}

export class Order extends model("orders", {
  orderId: integer().identity({ always: true }).primaryKey(),
  customerId: integer().notNull().references("customers.customer_id", { onDelete: "cascade" }),
  orderDate: timestamp({ timezone: true }).notNull().serverDefault(now()),
  customer: manyToOne<Customer>("Customer", { backPopulates: "orders" }),
}) {}

export const shop = dataModel({ Customer, Order });
`;

function writeNew(path: string, text: string): boolean {
  return guarded(path, () => {
    if (existsSync(path)) return false;
    makeFolder(dirname(path));
    writeFileSync(path, text, { flag: "wx" });
    return true;
  });
}

function newFolder(path: string): boolean {
  return guarded(path, () => {
    if (existsSync(path)) return false;
    makeFolder(path);
    return true;
  });
}

function ignoreState(path: string): boolean {
  return guarded(path, () => {
    const text = existsSync(path) ? readFileSync(path, "utf8") : "";
    if (/^\/?\.limbeck\/?\s*$/m.test(text)) return false;
    appendFileSync(path, `${text === "" || text.endsWith("\n") ? "" : "\n"}.limbeck/\n`);
    return true;
  });
}

function guarded<Result>(path: string, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    throw new FileNotWritableError(path, error);
  }
}
