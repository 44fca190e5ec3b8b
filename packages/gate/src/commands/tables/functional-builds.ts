import type { CommandTable } from "../words/command-table.ts";

// Builders of Scala, Clojure, Haskell, OCaml and Erlang, with tasks that build, test and check. Left out: other tasks,
// settings of the model's choice, and consoles, which run what they are told.

const tasks = (names: RegExp, flags = ""): CommandTable => ({
  class: "project",
  flags,
  positionals: { rest: names, min: 1 },
});

const haskell = (flags: string): CommandTable => ({
  class: "project",
  subcommands: { "build test": { class: "project", flags, positionals: { rest: /^[A-Za-z][\w:.-]*$/ } } },
});

export const functionalBuilds: Readonly<Record<string, CommandTable>> = {
  sbt: tasks(
    /^(?:[\w-]+\/)?(?:(?:Test\/)?compile|test|testOnly [\w.*]+|testQuick|scalafmtCheck(?:All)?|clean)$/,
    "-no-colors --no-colors",
  ),
  lein: tasks(/^(?:test|check|compile)$/),
  stack: haskell("--fast --pedantic --no-run-tests --test"),
  cabal: haskell("-v0 -v1 --enable-tests --disable-tests"),
  dune: {
    class: "project",
    subcommands: {
      "build test runtest": {
        class: "project",
        flags: "--force --no-buffer",
        positionals: { rest: /^@?(?:check|all|default|runtest|doc|[a-z][\w-]*)$/ },
      },
    },
  },
  rebar3: tasks(/^(?:eunit|ct|compile|dialyzer|xref|lint)$/),
};
