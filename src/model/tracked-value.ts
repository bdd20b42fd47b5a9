/**
 * Values that tell of changes inside of them: JSON and arrays of columns that are declared `tracked()`. What an object's
 * property gives is a view on the value; before a view changes it, the state keeps what it was. Each value belongs to one
 * property of one object: what is assigned is copied.
 */
import { StaleValueError } from "./instance-errors.ts";
import type { InstanceState } from "./state.ts";

interface Owner {
  readonly state: InstanceState;
  readonly position: number;
  /** The value as a whole, which the part belongs to. */
  readonly whole: object;
}

/** Views by what they are on, and back. */
const views = new WeakMap<object, object>();
const viewed = new WeakMap<object, { readonly value: object; readonly owner: Owner }>();

/** Lists and plain objects; dates, bytes and the like are single values. */
function hasParts(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** What a property gives for its value. */
export function trackedView(state: InstanceState, position: number, value: unknown): unknown {
  return hasParts(value) ? viewOf(value, { state, position, whole: value }) : value;
}

/** A copy of what is given, which is nobody else's. */
export function copied(given: unknown): unknown {
  if (Array.isArray(given)) return given.map(copied);
  if (!hasParts(given)) return given;
  return Object.fromEntries(Object.entries(given).map(([name, part]) => [name, copied(part)]));
}

/** True where a view is on the value. */
export function isViewOf(given: unknown, value: unknown): boolean {
  return typeof value === "object" && value !== null && views.get(value) === given && given !== undefined;
}

function viewOf(value: object, owner: Owner): object {
  const known = views.get(value);
  if (known !== undefined) return known;
  const view = new Proxy(value, handlerOf(owner));
  views.set(value, view);
  viewed.set(view, { value, owner });
  return view;
}

function handlerOf(owner: Owner): ProxyHandler<object> {
  const { state, position, whole } = owner;
  const change = (): void => {
    if (state.values[position] !== whole) throw new StaleValueError(state.placeOfColumn(position));
    state.changingInside(position);
  };
  /** Parts that change their places are the value's own already. */
  const partOf = (given: unknown): unknown => {
    const known = typeof given === "object" && given !== null ? viewed.get(given) : undefined;
    return known?.owner.whole === whole ? known.value : copied(given);
  };
  return {
    get(value, name) {
      const part: unknown = Reflect.get(value, name);
      return hasParts(part) ? viewOf(part, owner) : part;
    },
    set(value, name, given) {
      change();
      return Reflect.set(value, name, partOf(given));
    },
    deleteProperty(value, name) {
      change();
      return Reflect.deleteProperty(value, name);
    },
    defineProperty(value, name, descriptor) {
      change();
      return Reflect.defineProperty(value, name, descriptor);
    },
  };
}
