import type { CommandTable } from "../words/command-table.ts";

// Checkers that only read the files they are given. Left out: files to follow or to load (`shellcheck -x`,
// `yamllint -c`), and programs to run (`actionlint -shellcheck`).

export const checkers: Readonly<Record<string, CommandTable>> = {
  shellcheck: {
    class: "read",
    flags: "--norc",
    options: {
      "-s --shell -e --exclude -i --include -S --severity -f --format -o --enable": /^[\w,-]+$/,
      "-C --color": { optional: /^\w+$/ },
      "-W --wiki-link-count": "number",
    },
    positionals: { rest: "read" },
    globs: "rooted",
    takesMore: "found",
  },
  hadolint: {
    class: "read",
    flags: "--no-fail --no-color -V --verbose",
    options: { "--ignore --error --warning --info --style -f --format -t --failure-threshold": /^[\w-]+$/ },
    positionals: { rest: "read" },
  },
  yamllint: {
    class: "read",
    flags: "-s --strict --no-warnings",
    options: { "-f --format": /^\w+$/ },
    positionals: { rest: "read" },
    globs: "rooted",
  },
  actionlint: {
    class: "project",
    syntax: "single",
    flags: "-color -no-color -oneline -verbose",
    options: { "-ignore": "word" },
    positionals: { rest: "read" },
  },
  "clang-format": {
    class: "project",
    syntax: "single",
    flags: "--dry-run -n --Werror -Werror --verbose --version",
    options: {
      "--style -style": /^(?:file|llvm|google|chromium|mozilla|webkit|microsoft|gnu)$/i,
      "--ferror-limit": "number",
    },
    needs: "--dry-run -n --version",
    positionals: { rest: "read" },
    globs: "rooted",
  },
  terraform: {
    class: "project",
    subcommands: {
      fmt: {
        class: "project",
        syntax: "single",
        flags: "-check -diff -recursive -no-color -check=true -write=false",
        needs: "-check",
        positionals: { rest: "read" },
      },
      validate: { class: "project", syntax: "single", flags: "-json -no-color" },
    },
  },
  helm: {
    class: "project",
    subcommands: {
      lint: { class: "project", flags: "--strict --quiet --with-subcharts", positionals: { rest: "read" } },
    },
  },
  kubectl: {
    class: "read",
    subcommands: { version: { class: "read", flags: "--client", needs: "--client" } },
  },
};
