/** Names what has changed in one object since it was last asked. */
export type ObjectWatch = () => readonly string[];

interface Members {
  readonly keys: readonly PropertyKey[];
  readonly descriptors: readonly PropertyDescriptor[];
  readonly prototype: unknown;
}

/**
 * Watches the own members of an object that all code shares. Runs none of its accessors. Members that nobody touched are
 * compared in place, so that an unchanged object costs next to nothing.
 */
export function watchObject(name: string, object: object): ObjectWatch {
  let before = readMembers(object);
  return () => {
    if (isSame(object, before)) return [];
    const after = readMembers(object);
    const names = [...changes(name, object, before, after)];
    before = after;
    return names;
  };
}

function readMembers(object: object): Members {
  const keys = Reflect.ownKeys(object);
  const descriptors = keys.map((key) => Reflect.getOwnPropertyDescriptor(object, key) ?? {});
  return { keys, descriptors, prototype: Object.getPrototypeOf(object) };
}

function isSame(object: object, { keys, descriptors, prototype }: Members): boolean {
  const now = Reflect.ownKeys(object);
  if (now.length !== keys.length || Object.getPrototypeOf(object) !== prototype) return false;
  for (let index = 0; index < now.length; index++) {
    const key = now[index] as PropertyKey;
    if (key !== keys[index]) return false;
    const descriptor = Reflect.getOwnPropertyDescriptor(object, key) ?? {};
    if (!isSameMember(descriptors[index] as PropertyDescriptor, descriptor)) return false;
  }
  return true;
}

function isSameMember(old: PropertyDescriptor, now: PropertyDescriptor): boolean {
  return (
    Object.is(old.value, now.value) &&
    old.get === now.get &&
    old.set === now.set &&
    old.writable === now.writable
  );
}

function* changes(name: string, object: object, before: Members, after: Members): Generator<string> {
  if (before.prototype !== after.prototype) yield `the prototype of ${name}`;
  const old = new Map(before.keys.map((key, index) => [key, before.descriptors[index]]));
  for (const [index, key] of after.keys.entries()) {
    const now = after.descriptors[index] as PropertyDescriptor;
    if (!isExpected(name, object, key, old.get(key), now)) yield memberName(name, key);
    old.delete(key);
  }
  for (const key of old.keys()) yield memberName(name, key);
}

function isExpected(
  name: string,
  object: object,
  key: PropertyKey,
  old: PropertyDescriptor | undefined,
  now: PropertyDescriptor,
): boolean {
  // Packages keep what their copies share under symbols of the global object; that harms nobody.
  if (!old) return object === globalThis && typeof key === "symbol";
  if (isSameMember(old, now)) return true;
  // Node loads parts of itself when they are first used, and then puts them in the place of an accessor.
  return old.get !== undefined && old.set !== undefined && !now.get && !name.endsWith(".prototype");
}

function memberName(object: string, key: PropertyKey): string {
  return typeof key === "symbol" ? `${object}[${String(key)}]` : `${object}.${String(key)}`;
}
