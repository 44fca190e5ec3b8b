import { posix } from "node:path";
import type { CommandPlace, CommandReading, CommandTable } from "../words/command-table.ts";
import { inadmissibleWord } from "../words/reasons.ts";

// What git shows of a repository. Left out everywhere: what runs programs of a repository's settings or of the model's
// choice (`--ext-diff`, `--textconv`, `--open-files-in-pager`, `-O`, `--show-signature`, `%G` in a format, `-c`,
// `--exec-path`, `--paginate`), writes files (`--output`), reads other repositories (`--git-dir`, `--work-tree`), and
// reaches the network (`remote show`, `ls-remote`).

const REVISIONS = { rest: "revision" } as const;

/** Options of all commands that show differences. */
const DIFF_FLAGS =
  "-p -u --patch -s --no-patch --raw --patch-with-raw --patch-with-stat --minimal --patience --histogram --shortstat --numstat --summary --compact-summary --name-only --name-status --no-color --no-renames --check --full-index --binary -R -a --text -b --ignore-space-change -w --ignore-all-space --ignore-space-at-eol --ignore-cr-at-eol --ignore-blank-lines -W --function-context --exit-code --quiet -z --no-ext-diff --no-textconv --no-prefix --default-prefix --pickaxe-all --pickaxe-regex --cumulative --no-relative --no-indent-heuristic --indent-heuristic --find-copies-harder -D --irreversible-delete -t --cc -m -c --no-diff-merges --merge-base --cached --staged --ita-invisible-in-index -r --root";
const DIFF_OPTIONS = {
  "-U --unified --inter-hunk-context": "number",
  "--stat --dirstat --color --color-moved --word-diff --color-words --relative --abbrev --submodule --ignore-submodules":
    { optional: "word" },
  "-M --find-renames -C --find-copies -B --break-rewrites": { optional: "word" },
  "-l --stat-width --stat-name-width --stat-count --stat-graph-width": "number",
  "-S -G --diff-filter --diff-algorithm --word-diff-regex --ws-error-highlight --src-prefix --dst-prefix --line-prefix --anchored --diff-merges -I --ignore-matching-lines --color-moved-ws":
    "word",
} as const;

/** `%G` and `%(signature)` check signatures by a program of the settings. */
const FORMAT = /^(?![\s\S]*%[-+ ]?(?:G|\(signature))[\s\S]*$/;

const LOG_FLAGS =
  "--oneline --graph --decorate --no-decorate --all --branches --tags --remotes --follow --reverse --merges --no-merges --first-parent --date-order --topo-order --author-date-order --left-right --cherry --cherry-pick --cherry-mark --left-only --right-only --boundary --simplify-by-decoration --full-history --dense --sparse --simplify-merges --ancestry-path --show-pulls --abbrev-commit --no-abbrev-commit --no-abbrev --relative-date --parents --children --source --log-size --full-diff -i --regexp-ignore-case -E --extended-regexp -F --fixed-strings -P --perl-regexp --all-match --invert-grep -g --walk-reflogs --no-notes --no-walk --do-walk --pretty --clear-decorations --no-mailmap --use-mailmap --mailmap --remove-empty --not --ignore-missing --bisect --no-expand-tabs --no-show-signature --no-graph --stdin";
const LOG_OPTIONS = {
  "-n --max-count --skip": "number",
  "--since --after --until --before --author --committer --grep --date --decorate-refs --decorate-refs-exclude --exclude --glob --min-parents --max-parents --encoding --grep-reflog --since-as-filter":
    "word",
  "--format": FORMAT,
  "--pretty": { optional: FORMAT },
  "--decorate --branches --tags --remotes --no-walk --ancestry-path --expand-tabs --notes --show-notes": {
    optional: "word",
  },
  "-L": "word",
} as const;

const diff: CommandTable = {
  class: "read",
  flags: DIFF_FLAGS,
  options: DIFF_OPTIONS,
  positionals: REVISIONS,
  globs: "rooted",
};

const log: CommandTable = {
  class: "read",
  flags: `${DIFF_FLAGS} ${LOG_FLAGS}`,
  options: { ...DIFF_OPTIONS, ...LOG_OPTIONS },
  forms: [/^-\d+$/],
  positionals: REVISIONS,
  globs: "rooted",
};

const { positionals: _, ...logWithoutNames } = log;

const REF_OPTIONS = {
  "--contains --no-contains --merged --no-merged --points-at": { lastOptional: "revision" },
  "--sort": "word",
  "--format": FORMAT,
  "--color --column": { optional: "word" },
} as const;

/** Patterns only where the command is told to list: otherwise they are names of what it makes. */
function listsWhatItNames({ options, positionals }: CommandReading): string | undefined {
  const [first] = positionals;
  const lists = options.some(({ name }) => name === "--list" || name === "-l");
  return first === undefined || lists ? undefined : inadmissibleWord(first);
}

const branch: CommandTable = {
  class: "read",
  flags:
    "-a --all -r --remotes -v -vv --verbose --list --show-current -i --ignore-case --no-color --no-column -q --quiet --omit-empty",
  options: { ...REF_OPTIONS, "--abbrev": { optional: "number" } },
  positionals: { rest: "word" },
  check: listsWhatItNames,
};

const tag: CommandTable = {
  class: "read",
  flags: "-l --list -i --ignore-case --no-color --no-column --omit-empty",
  options: { ...REF_OPTIONS, "-n": { optional: "number" } },
  positionals: { rest: "word" },
  check: listsWhatItNames,
};

const blame: CommandTable = {
  class: "read",
  flags:
    "-c -t -l -s -e --show-email -w -b --root --show-stats --incremental -p --porcelain --line-porcelain -f --show-name -n --show-number --reverse --color-lines --color-by-age --minimal",
  options: {
    "-L --date --since": "word",
    "-M -C": { optional: "number" },
    "--abbrev": { optional: "number" },
    "--contents --ignore-revs-file": "read",
    "--ignore-rev": "word",
  },
  positionals: REVISIONS,
};

const revList: CommandTable = {
  class: "read",
  flags: `${LOG_FLAGS} --count --objects --no-object-names --header --timestamp --quiet --no-commit-header`,
  options: LOG_OPTIONS,
  forms: [/^-\d+$/],
  positionals: REVISIONS,
};

const KEY =
  /^(user\.(name|email)|core\.[\w-]+|init\.defaultbranch|init\.defaultBranch|pull\.\w+|push\.\w+|merge\.\w+|branch\.[^\s=]+\.\w+|remote\.[\w./-]+\.(url|fetch|pushurl)|diff\.\w+|color\.\w+|commit\.\w+|tag\.\w+|rebase\.\w+|fetch\.\w+)$/;

/** One key is shown; a second word would be its new value. */
const configGet: CommandTable = {
  class: "read",
  flags:
    "--local --global --system --worktree --get --get-all --show-origin --show-scope -z --null --bool --int --path --includes --no-includes --all",
  options: { "--type": "word", "--default": "word" },
  positionals: { rest: KEY, min: 1, max: 1 },
};

const subcommands: Readonly<Record<string, CommandTable>> = {
  status: {
    class: "read",
    flags:
      "-s --short -b --branch --show-stash --long -v -vv --verbose -z --ahead-behind --no-ahead-behind --renames --no-renames --no-column",
    options: {
      "--porcelain --ignored --ignore-submodules --column --find-renames": { optional: "word" },
      "-u --untracked-files": { optional: /^(no|normal|all)$/ },
    },
    positionals: { rest: "read" },
    globs: "rooted",
  },
  "log show whatchanged": log,
  diff: { ...diff, flags: `${DIFF_FLAGS} --no-index` },
  "diff-tree diff-index diff-files": diff,
  branch,
  tag,
  remote: {
    class: "read",
    flags: "-v --verbose",
    bare: true,
    subcommands: {
      "get-url": { class: "read", flags: "--all --push", positionals: { leading: ["word"], min: 1 } },
    },
  },
  "rev-parse": {
    class: "read",
    flags:
      "--show-toplevel --show-prefix --show-cdup --git-dir --git-common-dir --absolute-git-dir --is-inside-work-tree --is-inside-git-dir --is-bare-repository --is-shallow-repository --show-superproject-working-tree --show-ref-format --verify -q --quiet --symbolic --symbolic-full-name --all --branches --tags --remotes --revs-only --no-revs --flags --no-flags --not --sq --local-env-vars --shared-index-path",
    options: {
      "--abbrev-ref --short --show-object-format": { optional: "word" },
      "--git-path --default --since --until --path-format": "word",
    },
    positionals: REVISIONS,
  },
  "ls-files": {
    class: "read",
    flags:
      "-c --cached -d --deleted -m --modified -o --others -i --ignored -s --stage -u --unmerged -k --killed -t -v -f -z --directory --no-empty-directory --exclude-standard --error-unmatch --full-name --recurse-submodules --deduplicate --eol --sparse --resolve-undo",
    options: {
      "-x --exclude --format --exclude-per-directory --with-tree": "word",
      "-X --exclude-from": "read",
      "--abbrev": { optional: "number" },
    },
    positionals: { rest: "read" },
    globs: "rooted",
  },
  "ls-tree": {
    class: "read",
    flags: "-d -r -t -l --long -z --name-only --name-status --object-only --full-name --full-tree",
    options: { "--abbrev": { optional: "number" }, "--format": "word" },
    positionals: REVISIONS,
  },
  "cat-file": {
    class: "read",
    flags: "-p -t -s -e",
    positionals: REVISIONS,
  },
  "blame annotate": blame,
  shortlog: {
    class: "read",
    flags: "-n --numbered -s --summary -e --email -c --committer --all --no-merges --merges",
    options: {
      "--format": FORMAT,
      "-w": { optional: "word" },
      "--group --since --until --after --before --author": "word",
    },
    positionals: REVISIONS,
  },
  describe: {
    class: "read",
    flags: "--all --tags --contains --exact-match --debug --long --always --first-parent",
    options: {
      "--dirty --broken": { optional: "word" },
      "--abbrev": { optional: "number" },
      "--candidates": "number",
      "--match --exclude": "word",
    },
    positionals: REVISIONS,
  },
  reflog: { ...logWithoutNames, bare: true, subcommands: { show: log } },
  stash: {
    class: "read",
    subcommands: { list: log, show: { ...log, flags: `${log.flags} --include-untracked --only-untracked` } },
  },
  config: { ...configGet, subcommands: { get: configGet } },
  "rev-list": revList,
  "merge-base": {
    class: "read",
    flags: "-a --all --octopus --independent --is-ancestor --fork-point",
    positionals: REVISIONS,
  },
  "name-rev": {
    class: "read",
    flags: "--tags --name-only --no-undefined --always --all",
    options: { "--refs --exclude": "word" },
    positionals: REVISIONS,
  },
  grep: {
    class: "read",
    flags:
      "--cached --untracked --no-exclude-standard --exclude-standard --recurse-submodules -a --text -i --ignore-case -I -r --recursive --no-recursive -w --word-regexp -v --invert-match -h -H --full-name -E --extended-regexp -G --basic-regexp -P --perl-regexp -F --fixed-strings -n --line-number --column -l --files-with-matches --name-only -L --files-without-match -z --null -o --only-matching -c --count --no-color --break --heading -p --show-function -W --function-context --and --or --not --all-match -q --quiet --no-textconv",
    options: {
      "-e": "word",
      "-f": "read",
      "-A --after-context -B --before-context -C --context --max-depth --threads -m --max-count": "number",
      "--color": { optional: "word" },
    },
    forms: [/^-\d+$/],
    positionals: { leading: ["word"], unless: "-e -f", rest: "revision" },
    globs: "rooted",
  },
  "for-each-ref": {
    class: "read",
    flags: "--ignore-case --omit-empty --shell --perl --python --tcl",
    options: {
      "--count": "number",
      "--sort --exclude": "word",
      "--format": FORMAT,
      "--points-at --merged --no-merged --contains --no-contains": { lastOptional: "revision" },
    },
    positionals: { rest: "word" },
  },
  "show-ref": {
    class: "read",
    flags: "--head --heads --branches --tags -d --dereference --verify -q --quiet -s",
    options: { "--hash --abbrev": { optional: "number" } },
    positionals: { rest: "word" },
  },
  "symbolic-ref": { class: "read", flags: "-q --quiet --short", positionals: { leading: ["word"], min: 1 } },
  worktree: {
    class: "read",
    subcommands: { list: { class: "read", flags: "--porcelain -v --verbose -z" } },
  },
  "count-objects": { class: "read", flags: "-v --verbose -H --human-readable" },
  "check-ignore": {
    class: "read",
    flags: "-q --quiet -v --verbose --stdin -z -n --non-matching --no-index",
    positionals: { rest: "read" },
    globs: "rooted",
  },
  "check-attr": {
    class: "read",
    flags: "-a --all --cached",
    positionals: { leading: ["word"], rest: "read" },
  },
  cherry: { class: "read", flags: "-v", positionals: { rest: "revision", max: 3 } },
  version: { class: "read", flags: "--build-options" },
};

/**
 * Another folder may be a repository with settings that run programs. Git looks for one in the folders above by
 * itself, so these are no others.
 */
function checkFolder({ options }: CommandReading, { directory }: CommandPlace): string | undefined {
  for (const { name, value } of options) {
    if (name !== "-C" || value?.value === undefined) continue;
    const isAbove = /^(\.|\.\.(\/\.\.)*)\/?$/.test(value.value) || isAncestor(value.value, directory);
    if (!isAbove) return inadmissibleWord(value);
  }
  return undefined;
}

function isAncestor(path: string, directory: string | undefined): boolean {
  if (directory === undefined) return false;
  const folder = posix.resolve(directory, path);
  return directory === folder || directory.startsWith(folder === "/" ? "/" : `${folder}/`);
}

export const git: CommandTable = {
  class: "read",
  flags:
    "--no-pager --no-optional-locks --literal-pathspecs --no-replace-objects --no-advice --no-lazy-fetch",
  options: { "-C": "read" },
  subcommands,
  folder: "-C",
  check: checkFolder,
};

export const gitTables: Readonly<Record<string, CommandTable>> = { git };
