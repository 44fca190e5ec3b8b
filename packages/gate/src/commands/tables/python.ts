import type { CommandTable, ValueKind } from "../words/command-table.ts";
import { readCommand } from "../words/read-command.ts";
import { inadmissibleWord, missingWords } from "../words/reasons.ts";
import { oneOf } from "./one-of.ts";

// Tests and checks of Python projects, and what is installed. Left out: plugins and settings of the model's choice
// (`-p NAME`, `-c`, `--rootdir`, `-o`, `-W` with a module's class), reports into files, and what changes sources.

/** Looks like tests, or is a folder; a single test behind `::`. */
const TESTS: ValueKind = {
  path: "read",
  matches:
    /^(?!.*\/\.\.(?:\/|$))(?:.*(?<![a-z])(?:tests?|specs?|conftest)(?![a-z]).*|(?:[\w.-]+\/)*[\w-]+\/?|\.{1,2}\/?)(?:::.*)?$/is,
};

const pytest: CommandTable = {
  class: "project",
  flags:
    "-v -q -x -s -l --verbose --quiet --exitfirst --showlocals --lf --last-failed --ff --failed-first --nf --new-first --sw --stepwise --collect-only --co --no-header --no-summary --strict-markers --strict-config --strict --disable-warnings --disable-pytest-warnings --cache-show --cache-clear --setup-show --setup-plan --fixtures --markers --cov --no-cov --cov-branch --no-cov-on-fail --forked --full-trace --runslow --runxfail --snapshot-update --doctest-modules --benchmark-skip --benchmark-disable",
  options: {
    "-k -m --deselect": "word",
    "--tb": oneOf("auto long short line native no"),
    "--maxfail --durations --durations-min --timeout --verbosity --randomly-seed --count --reruns --cov-fail-under":
      "number",
    "-n --numprocesses": /^(?:\d+|auto|logical)$/,
    "--dist": /^\w+$/,
    "--cov": { optional: "read" },
    "--cov-report": /^(?:term(?:-missing)?(?::skip-covered)?|xml|html|json|lcov|)$/,
    "-r": /^\w+$/,
    "-W --pythonwarnings": oneOf("error ignore default always module once"),
    "--color": oneOf("yes no auto"),
    "--capture": oneOf("no sys fd tee-sys"),
    "-p": /^no:\w+$/,
    "--import-mode": oneOf("prepend append importlib"),
    "--ignore --ignore-glob": "word",
    "--asyncio-mode": /^\w+$/,
  },
  positionals: { rest: TESTS },
};

const unittest: CommandTable = {
  class: "project",
  flags: "-v --verbose -q --quiet -f --failfast -c --catch -b --buffer --locals",
  options: { "-k": "word" },
  positionals: { rest: TESTS },
  subcommands: {
    discover: {
      class: "project",
      flags: "-v --verbose -q --quiet -f --failfast -b --buffer",
      options: { "-s --start-directory -t --top-level-directory": "read", "-p --pattern -k": /^[\w*.-]+$/ },
      positionals: { rest: TESTS, max: 1 },
    },
  },
};

const ruffCheck: CommandTable = {
  class: "project",
  flags:
    "-n --no-cache -q --quiet -v --verbose -s --silent --statistics --exit-zero --diff --show-fixes --preview --no-preview --no-fix --no-fix-only --show-files --show-settings --exit-non-zero-on-fix --respect-gitignore --force-exclude --isolated --ignore-noqa",
  options: {
    "--select --ignore --extend-select --extend-ignore --per-file-ignores --fixable --unfixable --exclude --extend-exclude":
      "word",
    "--output-format --target-version --color": /^[\w-]+$/,
    "--line-length": "number",
  },
  positionals: { rest: "read" },
  globs: "rooted",
};

const ruff: CommandTable = {
  class: "project",
  flags: "-q --quiet -v --verbose -s --silent",
  subcommands: {
    check: ruffCheck,
    format: {
      class: "project",
      flags: "--check --diff -q --quiet -v --verbose -n --no-cache --preview --isolated",
      options: { "--line-length": "number", "--target-version": /^\w+$/, "--exclude": "word" },
      positionals: { rest: "read" },
      globs: "rooted",
      needs: "--check --diff",
    },
    "rule linter": { class: "read", flags: "--all", positionals: { rest: "word" } },
    version: { class: "read" },
  },
};

const mypy: CommandTable = {
  class: "project",
  flags:
    "-v --verbose --strict --ignore-missing-imports --show-error-codes --hide-error-codes --no-error-summary --pretty --no-incremental --explicit-package-bases --namespace-packages --no-namespace-packages --warn-unused-ignores --warn-return-any --warn-unreachable --warn-redundant-casts --check-untyped-defs --disallow-untyped-defs --disallow-any-generics --no-implicit-optional --show-column-numbers --show-error-context --no-color-output --scripts-are-modules --allow-redefinition --show-traceback --strict-equality --no-warn-unused-configs --no-strict-optional --non-interactive",
  options: {
    "--follow-imports --python-version --platform --enable-error-code --disable-error-code": /^[\w.-]+$/,
    "--exclude -p --package -m --module": "word",
  },
  positionals: { rest: "read" },
  globs: "rooted",
};

const black: CommandTable = {
  class: "project",
  flags:
    "--check --diff -q --quiet -v --verbose --color --no-color --fast --safe -S --skip-string-normalization --preview",
  options: {
    "-l --line-length -W --workers": "number",
    "-t --target-version": /^\w+$/,
    "--include --exclude --extend-exclude": "word",
  },
  positionals: { rest: "read" },
  globs: "rooted",
  needs: "--check --diff",
};

const isort: CommandTable = {
  class: "project",
  flags: "-c --check --check-only --diff --df -q --quiet -v --verbose",
  options: { "--profile": /^\w+$/, "-l --line-length": "number" },
  positionals: { rest: "read" },
  globs: "rooted",
  needs: "-c --check --check-only --diff --df",
};

const flake8: CommandTable = {
  class: "project",
  flags: "-q --quiet -v --verbose --count --statistics --show-source --exit-zero --benchmark --doctests",
  options: {
    "--max-line-length --max-complexity --max-doc-length --indent-size -j --jobs": /^(\d+|auto)$/,
    "--select --ignore --extend-ignore --extend-select --exclude --extend-exclude --per-file-ignores --filename":
      "word",
    "--color": /^\w+$/,
    "--format": oneOf("default pylint quiet-filename quiet-nothing"),
  },
  positionals: { rest: "read" },
  globs: "rooted",
};

const pylint: CommandTable = {
  class: "project",
  flags: "-E --errors-only -v --verbose --recursive=y",
  options: {
    "-d --disable -e --enable --ignore --ignore-patterns --msg-template": "word",
    "-j --jobs --fail-under --max-line-length": "number",
    "-f --output-format": oneOf("text colorized json json2 parseable github"),
    "-s --score -r --reports --recursive": oneOf("y n yes no"),
  },
  positionals: { rest: "read" },
  globs: "rooted",
};

const pyright: CommandTable = {
  class: "project",
  flags: "--outputjson --stats --warnings --verbose --skipunannotated",
  options: { "-p --project": "read", "--level --pythonversion --pythonplatform": /^[\w.]+$/ },
  positionals: { rest: "read" },
};

const pip: CommandTable = {
  class: "read",
  flags: "--disable-pip-version-check --no-color -q --quiet --no-input",
  subcommands: {
    list: {
      class: "read",
      flags: "-l --local --user -e --editable --not-required --exclude-editable --disable-pip-version-check",
      options: { "--format": oneOf("columns freeze json"), "--exclude": "word" },
    },
    show: { class: "read", flags: "-f --files -v --verbose", positionals: { rest: "word" } },
    freeze: { class: "read", flags: "-l --local --user --all --exclude-editable" },
    check: { class: "read" },
  },
};

/** Each may be run as `python -m NAME` as well. */
const modules: Readonly<Record<string, CommandTable>> = {
  pytest,
  unittest,
  mypy,
  ruff,
  black,
  isort,
  flake8,
  pylint,
  pyright,
  "compileall py_compile": {
    class: "project",
    flags: "-q -qq -f -l",
    positionals: { rest: "read" },
    globs: "rooted",
  },
  "json.tool": {
    class: "project",
    flags: "--sort-keys --no-ensure-ascii --json-lines --compact --tab --no-indent",
    options: { "--indent": "number" },
    positionals: { rest: "read", max: 1 },
  },
  "pip pip3": { ...pip, class: "project" },
};

const anyModule: CommandTable = { class: "project", subcommands: modules };

/** Django's own way to run a project's tests and checks. */
const django: CommandTable = {
  class: "project",
  subcommands: {
    test: {
      class: "project",
      flags:
        "--failfast --keepdb --parallel --noinput --no-input --reverse --debug-mode --timing --buffer -b",
      options: {
        "-v --verbosity": "number",
        "-k": "word",
        "--parallel": { optional: /^(?:\d+|auto)$/ },
        "--tag --exclude-tag": /^[\w.-]+$/,
      },
      positionals: { rest: /^[A-Za-z_][\w.]*$/ },
    },
    check: { class: "project", flags: "--deploy", positionals: { rest: /^[A-Za-z_]\w*$/ } },
  },
};

/** Only `-m` with a known module, and `manage.py`: everything else is code. */
const python: CommandTable = {
  class: "project",
  read: (args, place) => {
    const at = args.findIndex(({ value }) => !/^-[Buq]$/.test(value ?? ""));
    const first = args[at];
    if (first === undefined) return missingWords();
    if (first.value !== "-m" && first.value !== "manage.py") return inadmissibleWord(first);
    const table = first.value === "-m" ? anyModule : django;
    const reading = readCommand(args.slice(at + 1), table, place);
    return "problem" in reading ? reading.problem : reading;
  },
};

const runs: CommandTable = {
  class: "project",
  subcommands: {
    ...modules,
    "python python3": python,
  },
};

export const pythonTables: Readonly<Record<string, CommandTable>> = {
  "python python3": python,
  pytest,
  "py.test": pytest,
  mypy,
  ruff,
  black,
  isort,
  flake8,
  pylint,
  "pyright basedpyright": pyright,
  "pip pip3": pip,
  poetry: {
    class: "project",
    flags: "-q --quiet -n --no-interaction",
    subcommands: {
      run: runs,
      check: { class: "read", flags: "--lock --strict" },
      show: { class: "read", flags: "-t --tree --no-dev --all", positionals: { rest: "word" } },
      env: { class: "read", subcommands: { "info list": { class: "read", flags: "-p --path --full-path" } } },
    },
  },
  uv: {
    class: "project",
    subcommands: {
      run: {
        class: "project",
        stopsAtPositional: true,
        flags: "--no-sync --offline -q --quiet",
        needs: "--no-sync",
        positionals: { tail: runs },
      },
      pip: {
        class: "read",
        subcommands: {
          "list freeze check": { class: "read" },
          show: { class: "read", positionals: { rest: "word" } },
        },
      },
      tree: { class: "project", flags: "--frozen --offline", needs: "--frozen" },
    },
  },
};
