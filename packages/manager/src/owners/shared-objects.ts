import { createRequire } from "node:module";

/** Something that all code of a process shares, by the name that people know it by. */
export type SharedObject = readonly [name: string, value: object];

const CONSTRUCTORS = [
  ...["Object", "Function", "Array", "String", "Number", "Boolean", "BigInt", "Symbol", "Date", "RegExp"],
  ...[
    "Promise",
    "Map",
    "Set",
    "WeakMap",
    "WeakSet",
    "WeakRef",
    "Iterator",
    "Error",
    "TypeError",
    "RangeError",
  ],
  ...["ArrayBuffer", "SharedArrayBuffer", "DataView", "Uint8Array", "Buffer", "URL", "URLSearchParams"],
  ...["Event", "EventTarget", "AbortController", "AbortSignal", "TextEncoder", "TextDecoder"],
];

const NAMESPACES = ["JSON", "Math", "Reflect", "Atomics", "Intl", "console"];

const MODULES = ["fs", "module", "child_process", "http", "https", "net", "timers"];

/** The built-in objects that code can change for everybody else. Loads what it lists. */
export function sharedObjects(): readonly SharedObject[] {
  const require = createRequire(import.meta.url);
  // It replaces process.chdir when it is loaded, which must not look like somebody's doing later.
  require("node:worker_threads");
  const modules = MODULES.map((name): SharedObject => [name, require(`node:${name}`) as object]);
  const { promises } = require("node:fs") as typeof import("node:fs");
  const { EventEmitter } = require("node:events") as typeof import("node:events");
  const { Module } = require("node:module") as typeof import("node:module");
  const world = globalThis as unknown as Readonly<Record<string, object | undefined>>;

  return [
    ["globalThis", globalThis],
    ...CONSTRUCTORS.flatMap((name) => withPrototype(name, world[name])),
    ...NAMESPACES.flatMap((name): SharedObject[] => (world[name] ? [[name, world[name]]] : [])),
    ["TypedArray.prototype", Object.getPrototypeOf(Uint8Array.prototype) as object],
    ["AsyncFunction.prototype", Object.getPrototypeOf(async () => {}) as object],
    ...modules,
    ["fs.promises", promises],
    ["Module.prototype", Module.prototype as object],
    ...withPrototype("EventEmitter", EventEmitter),
  ];
}

function withPrototype(name: string, made: object | undefined): readonly SharedObject[] {
  const { prototype } = (made ?? {}) as { readonly prototype?: object };
  return made && prototype
    ? [
        [name, made],
        [`${name}.prototype`, prototype],
      ]
    : [];
}
