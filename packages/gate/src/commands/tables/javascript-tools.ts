import type { CommandTable, ValueKind } from "../words/command-table.ts";
import { inadmissibleWord } from "../words/reasons.ts";
import { oneOf } from "./one-of.ts";

// Tools that build, test and check JavaScript projects by the projects' own settings. Left out: settings from another
// place (`--config` of unusual names, `--plugin`, `--rulesdir`, `--require`, `--import`), files to write to of the
// model's choice, and what changes sources (`--fix`, `--write`).

const configFile = (names: string): ValueKind => ({
  path: "read",
  matches: new RegExp(`^(?:\\./)?(?:[\\w@-][\\w.@-]*/)*(?:${names})$`),
});
const BUILD_FOLDER: ValueKind = {
  path: "write",
  matches:
    /^(?:\.\/)?(?:packages\/[\w-]+\/)?(?:bin|build|dist|lib|out|target|types|tmp)(?:\/[\w-][\w.-]*)*\/?$/,
};
/** Looks like tests, or is a folder. */
const TEST_PATH =
  /^(?!.*\/\.\.(?:\/|$))(?:.*(?<![a-z])(?:tests?|specs?|__tests__)(?![a-z]).*|(?:[\w@.-]+\/)*[\w-]+\/?|\.{1,2}\/?)$/is;
const TESTS: ValueKind = { path: "read", matches: TEST_PATH };

const tsc: CommandTable = {
  class: "project",
  syntax: "single",
  flags:
    "--noEmit -b --build --incremental -i --pretty --skipLibCheck --strict --listFiles --listFilesOnly --showConfig --listEmittedFiles --diagnostics --extendedDiagnostics --traceResolution --explainFiles --noErrorTruncation --force -f --dry --verbose -v -h --all --declaration -d --emitDeclarationOnly --noEmitOnError --esModuleInterop --allowJs --checkJs --resolveJsonModule --noUnusedLocals --noUnusedParameters --noImplicitAny --strictNullChecks --isolatedModules --sourceMap --composite --allowImportingTsExtensions --verbatimModuleSyntax --ignoreConfig --stopBuildOnErrors",
  options: {
    "-p --project": { path: "read", matches: /\.json$|^[^.]+$|^\.{1,2}(?:\/[^.]*)?$/ },
    "--rootDir": "read",
    "--outDir --declarationDir": BUILD_FOLDER,
    "--target -t --module -m --moduleResolution --lib --jsx --types --moduleDetection": /^[\w.,@/-]+$/,
  },
  positionals: { rest: "read" },
  globs: "rooted",
};

const eslint: CommandTable = {
  class: "project",
  flags:
    "--quiet --cache --no-eslintrc --no-error-on-unmatched-pattern --report-unused-disable-directives --no-inline-config --no-ignore --color --no-color --fix-dry-run --exit-on-fatal-error --no-warn-ignored --pass-on-no-patterns --stats",
  options: {
    "--ext --ignore-pattern --rule --env --global --report-unused-disable-directives-severity --cache-strategy --flag":
      "word",
    "--max-warnings": "number",
    "-f --format": oneOf(
      "stylish json json-with-metadata html compact unix checkstyle junit tap visualstudio",
    ),
    "-c --config": configFile("eslint\\.config\\.[cm]?[jt]s|\\.eslintrc(?:\\.\\w+)?"),
    "--ignore-path": "read",
    "--print-config": "read",
  },
  positionals: { rest: "read" },
  globs: "rooted",
};

const prettier: CommandTable = {
  class: "project",
  flags:
    "--check -c --list-different -l --no-config --ignore-unknown -u --cache --no-color --color --no-editorconfig --no-error-on-unmatched-pattern --single-quote --no-semi",
  options: {
    "--config": configFile("\\.prettierrc(?:\\.\\w+)?|prettier\\.config\\.[cm]?[jt]s"),
    "--ignore-path --find-config-path --file-info": "read",
    "--parser --log-level --loglevel --end-of-line --trailing-comma --prose-wrap": /^[a-z0-9-]+$/,
    "--print-width --tab-width": "number",
    "--stdin-filepath": "read",
  },
  positionals: { rest: "read" },
  globs: "rooted",
};

const biomeCheck: CommandTable = {
  class: "project",
  flags:
    "--changed --staged --no-errors-on-unmatched --error-on-warnings --verbose --skip-parse-errors --colors=off --files-ignore-unknown=true",
  options: {
    "--since --reporter --diagnostic-level --colors --only --skip --log-level --log-kind --files-ignore-unknown --formatter-enabled --linter-enabled --assist-enabled --max-diagnostics":
      /^[\w@./-]+$/,
  },
  positionals: { rest: "read" },
  globs: "rooted",
};

const REPORTER = oneOf(
  "default basic verbose dot json tap tap-flat junit html hanging-process github-actions tree",
);

const vitestRun: CommandTable = {
  class: "project",
  flags:
    "--run --no-coverage --silent --passWithNoTests --no-color --color --typecheck --typecheck.only --no-file-parallelism --allowOnly --logHeapUsage --hideSkippedTests -u --update --no-isolate --no-watch --globals --dangerouslyIgnoreUnhandledErrors --disable-console-intercept --clearMocks --restoreMocks",
  options: {
    "-t --testNamePattern --project --exclude --shard --changed --tags-filter": "word",
    "--reporter": REPORTER,
    "--environment": oneOf("node jsdom happy-dom edge-runtime"),
    "--pool": oneOf("forks threads vmThreads vmForks"),
    "--coverage": { optional: /^(?:false|true)$/ },
    "--watch --coverage.enabled --isolate --fileParallelism --threads": oneOf("true false"),
    "--bail --retry --testTimeout --hookTimeout --teardownTimeout --maxWorkers --minWorkers --maxConcurrency --sequence.seed --slowTestThreshold":
      "number",
    "--coverage.provider --coverage.reporter": /^[a-z0-9-]+$/,
    "-c --config": configFile(
      "(?:vitest|vite)(?:\\.[\\w-]+)*\\.config\\.[cm]?[jt]s|vitest\\.workspace\\.[jt]s",
    ),
    "--dir": "read",
  },
  positionals: { rest: "read" },
  globs: "rooted",
};

const jest: CommandTable = {
  class: "project",
  flags:
    "--ci --no-coverage --silent --verbose --bail -b --runInBand -i --no-cache --cache --passWithNoTests --onlyChanged -o --onlyFailures -f --listTests --detectOpenHandles --forceExit --color --no-color --colors --errorOnDeprecated --logHeapUsage --expand -e -u --updateSnapshot --runTestsByPath --findRelatedTests --lastCommit --no-watchman --no-watch --json --showConfig --randomize --clearMocks",
  options: {
    "-t --testNamePattern --testPathPattern --testPathPatterns --testPathIgnorePatterns --selectProjects --ignoreProjects --shard --changedSince --collectCoverageFrom":
      "word",
    "-w --maxWorkers --testTimeout --maxConcurrency --seed": "number",
    "--watchAll --watch --watchman --bail": { optional: /^(?:false|true|\d+)$/ },
    "--coverage": { optional: /^(?:false|true)$/ },
    "--coverageReporters": /^[a-z-]+$/,
    "--reporters": oneOf("default summary github-actions"),
    "-c --config": configFile("jest(?:\\.[\\w-]+)*\\.config\\.(?:[cm]?[jt]s|json)|jest\\.config\\.[\\w.-]+"),
  },
  positionals: { rest: "read" },
  globs: "rooted",
};

const mocha: CommandTable = {
  class: "project",
  flags:
    "--bail -b --exit --recursive --parallel -p --check-leaks --forbid-only --forbid-pending --no-color --color -c --full-trace --dry-run --diff --no-diff --inline-diffs --invert -i",
  options: {
    "-g --grep -f --fgrep --extension": "word",
    "-t --timeout -s --slow -j --jobs --retries": "number",
    "-R --reporter": oneOf("dot spec nyan json min tap list landing progress doc markdown xunit"),
  },
  positionals: { rest: TESTS },
  globs: "rooted",
};

const playwrightTest: CommandTable = {
  class: "project",
  flags: "-x --forbid-only --fully-parallel --last-failed --list --pass-with-no-tests --quiet",
  options: {
    "-g --grep --grep-invert --project --shard": "word",
    "-j --workers": /^\d+%?$/,
    "--retries --timeout --max-failures --repeat-each": "number",
    "--reporter": oneOf("list line dot json junit github null"),
  },
  positionals: { rest: TESTS },
};

const ava: CommandTable = {
  class: "project",
  flags: "--verbose -v --tap -t --serial -s --fail-fast --color --no-color -u --update-snapshots",
  options: { "-m --match": "word", "-c --concurrency -T --timeout": "number" },
  positionals: { rest: TESTS },
  globs: "rooted",
};

/** `node --test`, `node --check file`, and nothing that runs a file of the model's choice. */
export const node: CommandTable = {
  class: "project",
  syntax: "single",
  flags:
    "--test --test-only --experimental-test-coverage --experimental-strip-types --experimental-test-module-mocks --enable-source-maps --no-warnings --trace-warnings --test-force-exit --check -c",
  options: {
    "--test-name-pattern --test-skip-pattern": "word",
    "--test-reporter": oneOf("spec tap dot junit lcov"),
    "--test-concurrency --test-timeout": "number",
    "--test-isolation": oneOf("none process"),
  },
  positionals: { rest: "read" },
  globs: "rooted",
  needs: "--test --check -c",
  check: ({ options, positionals }) => {
    const strange = positionals.find(({ value, source }) => !TEST_PATH.test(value ?? source));
    return strange && options.some(({ name }) => name === "--test") ? inadmissibleWord(strange) : undefined;
  },
};

const next: CommandTable = {
  class: "project",
  subcommands: {
    build: { class: "project", flags: "--debug -d --no-lint --turbo --turbopack --profile" },
    lint: {
      class: "project",
      flags: "--quiet --strict --no-cache",
      options: { "-d --dir": "read", "--max-warnings": "number" },
    },
    info: { class: "project" },
  },
};

const vite: CommandTable = {
  class: "project",
  subcommands: {
    build: {
      class: "project",
      flags: "--minify --sourcemap --ssr",
      options: { "-m --mode": /^\w+$/, "--outDir": BUILD_FOLDER, "-l --logLevel": /^\w+$/ },
    },
  },
};

const linter: CommandTable = {
  class: "project",
  flags:
    "--quiet --cache --no-color --color --deny-warnings --allow-empty-input --no-progress --no-summary --type-aware",
  options: {
    "--max-warnings": "number",
    "--ignore-pattern --ignore": "word",
    "--ignore-path": "read",
    "-f --format --formatter": /^[a-z-]+$/,
  },
  positionals: { rest: "read" },
  globs: "rooted",
};

const svelteCheck: CommandTable = {
  class: "project",
  flags: "--fail-on-warnings --no-tsconfig",
  options: {
    "--tsconfig": configFile("tsconfig(?:\\.[\\w-]+)?\\.json"),
    "--threshold --output --workspace": /^[\w-]+$/,
  },
};

const tools: Readonly<Record<string, CommandTable>> = {
  "tsc vue-tsc tsgo": tsc,
  eslint,
  prettier,
  biome: {
    class: "project",
    subcommands: {
      "check lint ci": biomeCheck,
      format: biomeCheck,
    },
  },
  vitest: {
    ...vitestRun,
    positionals: { rest: { path: "read", matches: /^(?!(?:init|watch|dev|bench)$)[\s\S]*$/ } },
    subcommands: { "run list related": vitestRun },
  },
  jest,
  mocha,
  playwright: { class: "project", subcommands: { test: playwrightTest } },
  ava,
  next,
  vite,
  "stylelint oxlint": linter,
  "markdownlint markdownlint-cli2": {
    class: "project",
    flags: "-q --quiet --dot",
    options: { "-i --ignore": "word" },
    positionals: { rest: "read" },
    globs: "rooted",
  },
  "svelte-check": svelteCheck,
  "tsup unbuild": { class: "project", flags: "--minify --dts --clean --sourcemap" },
  rollup: { class: "project", flags: "-c --silent --failAfterWarnings", needs: "-c" },
  webpack: { class: "project", options: { "--mode": oneOf("development production none") } },
  knip: { class: "project", flags: "--production --strict --no-progress --no-exit-code" },
};

/** Each may be run by a package manager as well, and told to say what it is. */
export const javascriptTools: Readonly<Record<string, CommandTable>> = Object.fromEntries(
  Object.entries(tools).map(([names, table]) => [
    names,
    { ...table, flags: `--version ${table.flags ?? ""}`, bare: true },
  ]),
);
