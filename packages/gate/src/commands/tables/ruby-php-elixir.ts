import type { CommandTable, ValueKind } from "../words/command-table.ts";
import { oneOf } from "./one-of.ts";

// Tests and checks in Ruby, PHP, Elixir and Deno. Left out: files to load first (`-r`, `-I`, `--bootstrap`), settings from
// another place, reports into files, settings of the interpreter (`php -d`), and what changes sources (`-a`, `-A`).

/** Looks like tests, or is a folder; a single one behind `:`. */
const TESTS: ValueKind = {
  path: "read",
  matches:
    /^(?!.*\/\.\.(?:\/|$))(?![a-z]+:\/\/)(?:.*(?<![a-z])(?:tests?|specs?|features?)(?![a-z]).*|.*Test\.php|(?:[\w.-]+\/)*[\w-]+\/?|\.{1,2}\/?)(?::[\d:]+)?$/is,
};

const rspec: CommandTable = {
  class: "project",
  flags:
    "--fail-fast --no-fail-fast -b --backtrace --color --colour --no-color --force-color --only-failures --next-failure -n --dry-run -p --profile -w --warnings -fd -fp -fj --bisect",
  options: {
    "-f --format": oneOf("p progress d doc documentation j json f failures"),
    "-e --example -E --example-matches -t --tag": "word",
    "--seed": "number",
    "--order": /^[\w:]+$/,
    "--fail-fast": { optional: "number" },
  },
  positionals: { rest: TESTS },
};

const rubocop: CommandTable = {
  class: "project",
  flags:
    "-L --list-target-files -D --display-cop-names -S --display-style-guide -E --extra-details --parallel -P --no-parallel --color --no-color -F --fail-fast -l --lint -x=false --force-exclusion --only-guide-cops --display-only-fail-level-offenses --display-time --no-server",
  options: {
    "-f --format": oneOf(
      "p progress s simple c clang e emacs j json q quiet o offenses w worst fu fuubar github tap files",
    ),
    "--only --except --fail-level": /^[\w/,]+$/,
    "--cache": oneOf("true false"),
  },
  positionals: { rest: "read" },
  globs: "rooted",
};

const rake: CommandTable = {
  class: "project",
  flags: "-q --quiet -s --silent -t --trace -T --tasks -n --dry-run -m --multitask",
  options: { "-j --jobs": { optional: "number" } },
  positionals: {
    rest: oneOf("test spec default lint rubocop test:units test:models test:system spec:models spec:unit"),
  },
};

const rails: CommandTable = {
  class: "project",
  subcommands: {
    test: {
      class: "project",
      flags: "-v -f -b -d",
      options: { "-n --name": "word", "-s --seed": "number" },
      positionals: { rest: TESTS },
    },
    routes: { class: "project", flags: "-E --expanded --unused", options: { "-c -g": "word" } },
    "zeitwerk:check": { class: "project" },
  },
};

const bundled: CommandTable = { class: "project", subcommands: { rspec, rubocop, rake, rails } };

const phpunit: CommandTable = {
  class: "project",
  flags:
    "--stop-on-failure --stop-on-error --stop-on-defect --testdox --debug --no-coverage --verbose -v --list-tests --list-groups --list-suites --no-progress --display-warnings --display-deprecations --display-errors --do-not-cache-result --strict-coverage",
  options: {
    "--filter --exclude-filter --testsuite --group --exclude-group": "word",
    "--colors": { optional: oneOf("never auto always") },
    "--order-by": /^[\w,]+$/,
    "-c --configuration": { path: "read", matches: /^(?:\.\/)?phpunit\.xml(?:\.dist)?$/ },
  },
  positionals: { rest: TESTS },
};

const phpstan: CommandTable = {
  class: "project",
  subcommands: {
    "analyse analyze": {
      class: "project",
      flags: "--no-progress --no-ansi --ansi -v -vv -vvv -q --quiet --debug -n --no-interaction",
      options: {
        "-l --level": /^(?:\d+|max)$/,
        "--error-format": /^[\w]+$/,
        "--memory-limit": /^-?\d+[KMG]?$/,
      },
      positionals: { rest: "read" },
      globs: "rooted",
    },
  },
};

const mix: CommandTable = {
  class: "project",
  subcommands: {
    test: {
      class: "project",
      flags:
        "--trace --cover --stale --failed --no-color --color --force --all-warnings --warnings-as-errors --slowest --no-start --no-compile",
      options: {
        "--seed --max-failures --slowest --timeout --partitions": "number",
        "--only --exclude --include": "word",
      },
      positionals: { rest: TESTS },
    },
    compile: { class: "project", flags: "--force --warnings-as-errors --all-warnings --no-deps-check" },
    format: {
      class: "project",
      flags: "--check-formatted --dry-run",
      needs: "--check-formatted --dry-run",
      positionals: { rest: "read" },
    },
    credo: { class: "project", flags: "--strict --all", positionals: { rest: "read" } },
    dialyzer: { class: "project", flags: "--quiet" },
  },
};

/** Paths only: an address would be fetched and run. */
const LOCAL: ValueKind = { path: "read", matches: /^(?![A-Za-z][\w+.-]*:)[^@]*$/ };

const deno: CommandTable = {
  class: "project",
  subcommands: {
    test: {
      class: "project",
      flags:
        "--fail-fast --parallel --quiet -q --no-check --no-remote --no-npm --no-run --doc --trace-leaks --shuffle --permit-no-files",
      options: { "--filter": "word", "--reporter": oneOf("pretty dot junit tap") },
      positionals: { rest: LOCAL },
    },
    check: { class: "project", flags: "--quiet -q --no-remote --no-npm --all", positionals: { rest: LOCAL } },
    lint: { class: "project", flags: "--quiet -q --json --compact", positionals: { rest: LOCAL } },
    fmt: { class: "project", flags: "--check --quiet -q", needs: "--check", positionals: { rest: LOCAL } },
  },
};

export const rubyPhpElixir: Readonly<Record<string, CommandTable>> = {
  rspec,
  rubocop,
  rake,
  "rails bin/rails": rails,
  bundle: {
    class: "project",
    subcommands: {
      exec: bundled,
      list: { class: "read", flags: "--name-only --paths" },
      show: { class: "read", flags: "--paths", positionals: { rest: "word", max: 1 } },
      check: { class: "read", flags: "--dry-run" },
    },
  },
  gem: {
    class: "read",
    subcommands: { list: { class: "read", flags: "-l --local", positionals: { rest: "word" } } },
  },
  composer: {
    class: "project",
    flags: "-q --quiet -n --no-interaction --no-ansi --ansi",
    subcommands: {
      validate: {
        class: "read",
        flags: "--strict --no-check-all --no-check-lock --no-check-publish -q --quiet",
      },
      "test phpunit lint phpstan": { class: "project" },
      "run run-script": {
        class: "project",
        positionals: { leading: [oneOf("test lint phpstan phpunit check analyse cs-check")], min: 1 },
      },
      show: {
        class: "read",
        flags: "-i -D --direct -t --tree -N --name-only",
        positionals: { rest: /^[\w./-]+$/, max: 1 },
      },
    },
  },
  "phpunit vendor/bin/phpunit ./vendor/bin/phpunit": phpunit,
  "phpstan vendor/bin/phpstan ./vendor/bin/phpstan": phpstan,
  php: {
    class: "read",
    syntax: "single",
    options: { "-l": "read" },
    flags: "-v -m --ini",
    needs: "-l -v -m --ini",
  },
  mix,
  deno,
};
