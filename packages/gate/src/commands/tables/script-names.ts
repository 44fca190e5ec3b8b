import type { CommandTable } from "../words/command-table.ts";

const VERBS = "test|tests|build|lint|typecheck|type-check|types|check|check-types|coverage|compile|bench";
const SCOPES =
  "unit|ci|integration|e2e|coverage|types?|all|run|once|node|browser|dev|prod|production|lib|packages|ts|js|css|docs|check|format|eslint|tsc|esm|cjs|client|server|src|quiet|strict|fast";

/**
 * Scripts of a project that build, test or check it, by the names that they go by everywhere. Others may publish,
 * deploy or delete.
 */
export const SCRIPT_NAME: RegExp = new RegExp(
  `^(?:(?:${VERBS})(?:[:-](?:${SCOPES}))?|unit|tsc|eslint|vitest|jest|tap|(?:format|fmt|prettier|style|biome)[:-]check|check[:-](?:format|types|lint|style))$`,
);

/** Names of scripts alone, for managers that run `manager name`. */
export const scriptNames: readonly string[] = [
  ...VERBS.split("|"),
  ...VERBS.split("|").flatMap((verb) => SCOPES.split("|").map((scope) => `${verb}:${scope}`)),
  ..."format:check fmt:check format-check prettier:check check:format check:types check:lint".split(" "),
];

/** What may be handed to a script: it is text of a shell that these are put behind. */
const plainArguments: CommandTable = {
  class: "project",
  flags:
    "--run --no-watch --watch=false --watchAll=false --verbose --silent --quiet --bail --coverage --no-coverage --ci --runInBand -i --passWithNoTests --noEmit --pretty --check --list-different --no-color --color --cache --no-cache --nocapture --exit --forbid-only --updateSnapshot -u",
  options: {
    "-t --testNamePattern --grep -g --testPathPattern --testPathPatterns --filter": /^[\w@.,/: -]+$/,
    "--project --reporter": /^[\w-]+$/,
    "--maxWorkers --retry --timeout --testTimeout --max-warnings": "number",
    "--watch --watchAll": /^false$/,
    "--ext": /^[\w.,]+$/,
  },
  positionals: { rest: { path: "read", matches: /^[\w.,/:@+-]+$/ } },
};

/** Some managers take `--` off, others hand it on. */
export const scriptArguments: CommandTable = { ...plainArguments, afterDashes: plainArguments };
