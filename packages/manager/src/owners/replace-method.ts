import type { Undo } from "@asky/sdk";

type Method = (...args: never[]) => unknown;

/**
 * Puts a method in the place of another. `intercept` gets the arguments and a way to call the original, with these or with
 * others. When it is undone and somebody has put theirs on top meanwhile, it stays and only passes on.
 */
export function replaceMethod<Key extends string>(
  target: { [key in Key]?: unknown },
  key: Key,
  intercept: (proceed: (args?: readonly unknown[]) => unknown, args: readonly unknown[]) => unknown,
): Undo {
  const own = Object.getOwnPropertyDescriptor(target, key);
  const original = target[key] as Method;
  let isOn = true;

  function replacement(this: unknown, ...args: readonly unknown[]): unknown {
    const proceed = (given = args): unknown => Reflect.apply(original, this, given);
    return isOn ? intercept(proceed, args) : proceed();
  }
  Object.defineProperty(replacement, "name", { value: key, configurable: true });
  Object.defineProperty(replacement, "length", { value: original.length, configurable: true });
  Object.defineProperty(target, key, {
    value: replacement,
    writable: true,
    enumerable: own?.enumerable ?? false,
    configurable: true,
  });

  return () => {
    isOn = false;
    if (target[key] !== replacement) return;
    if (own) Object.defineProperty(target, key, own);
    else delete target[key];
  };
}
