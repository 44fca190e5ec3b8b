import type { FaultFacts } from "../fault.ts";

/** Faults in importing, recognising and constructing. Such a plugin never runs. */
export const LOADING_FAULTS: readonly FaultFacts[] = [
  {
    id: "throws-on-import",
    title: "throws while its module is imported",
    plugin: "toad",
    contract: "asky",
    phase: "import",
    expected: {
      code: "PACKAGE_IMPORT_FAILED",
      state: "failed",
      says: "It is not loaded; the report has the error's message.",
    },
  },
  {
    id: "hangs-on-import",
    title: "awaits at the top level of its module what never comes",
    plugin: "sloth",
    contract: "asky",
    phase: "import",
    needs: "deadline",
    expected: {
      code: "PLUGIN_TIMED_OUT",
      state: "failed",
      says: "It is given up at its deadline; the others are imported meanwhile.",
    },
  },
  {
    id: "exports-then",
    title: "exports a function then, so that import() would wait for it for ever",
    plugin: "ferret",
    contract: "asky",
    phase: "import",
    expected: {
      code: "PACKAGE_EXPORTS_THEN",
      state: "started",
      says: "It is never called; the plugin runs, with a warning.",
    },
  },
  {
    id: "exports-nonsense",
    title: "exports a number in the plugin's place",
    plugin: "sponge",
    contract: "asky",
    phase: "import",
    expected: { code: "PLUGIN_CLASS_MISSING", state: "failed", says: "It is not loaded." },
  },
  {
    id: "bears-another-name",
    title: "calls itself otherwise than plugins.toml does",
    plugin: "cuckoo",
    contract: "asky",
    phase: "import",
    expected: { code: "PLUGIN_NAME_MISMATCH", state: "failed", says: "It is not activated." },
  },
  {
    id: "depends-in-a-circle",
    title: "depends on a plugin that depends on it",
    plugin: "heron",
    contract: "asky",
    phase: "import",
    companion: { plugin: "egret", id: "depends-in-a-circle-too" },
    expected: {
      code: "DEPENDENCY_CYCLE",
      state: "skipped",
      says: "Both are left out, each with the whole circle.",
    },
  },
  {
    id: "throws-in-constructor",
    title: "throws in its constructor",
    plugin: "badger",
    contract: "asky",
    phase: "construct",
    expected: { code: "PLUGIN_CLASS_INVALID", state: "failed", says: "It is not loaded." },
  },
];
