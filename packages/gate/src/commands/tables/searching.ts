import { readFindExpression } from "../languages/find-expression.ts";
import type { CommandTable } from "../words/command-table.ts";

// Searching. Left out: what starts programs (`rg --pre`, `--search-zip`, `--hostname-bin`, `fd -x`, `ag --pager`), chooses files
// by expressions that no rule about files can be held against (`ag -G`),
// writes (`tree -o`, `tree -R`), and follows links out of the folder (`grep -R`, `rg -L`).

const grep: CommandTable = {
  class: "read",
  flags:
    "-E --extended-regexp -F --fixed-strings -G --basic-regexp -P --perl-regexp -i --ignore-case --no-ignore-case -y -v --invert-match -w --word-regexp -x --line-regexp -c --count -L --files-without-match -l --files-with-matches -o --only-matching -q --quiet --silent -s --no-messages -b --byte-offset -H --with-filename -h --no-filename -n --line-number -T --initial-tab -u --unix-byte-offsets -Z --null -a --text -I -U --binary -z --null-data -r --recursive --line-buffered --no-group-separator",
  options: {
    "-e --regexp": "word",
    "-f --file --exclude-from": "read",
    "-m --max-count -A --after-context -B --before-context -C --context": "number",
    "--include --exclude --exclude-dir --label --binary-files --group-separator": "word",
    "-d --directories -D --devices": /^(read|recurse|skip)$/,
    "--color --colour": { optional: "word" },
  },
  forms: [/^-\d+$/],
  positionals: { leading: ["word"], unless: "-e --regexp -f --file", rest: "read" },
  globs: "any",
  takesMore: "found",
};

const rg: CommandTable = {
  class: "read",
  flags:
    "-F --fixed-strings -i --ignore-case -s --case-sensitive -S --smart-case -v --invert-match -w --word-regexp -x --line-regexp -c --count --count-matches -l --files-with-matches --files-without-match -o --only-matching -q --quiet -n --line-number -N --no-line-number -H --with-filename -I --no-filename -a --text -U --multiline --multiline-dotall -P --pcre2 --no-pcre2 -u --unrestricted -uu -uuu --hidden -. --no-hidden --no-ignore --no-ignore-vcs --no-ignore-parent --no-ignore-dot --no-ignore-global --no-ignore-files --no-ignore-exclude --files --type-list --json --vimgrep --heading --no-heading --column --no-column -p --pretty --trim --stats --no-config --no-messages --no-ignore-messages -0 --null --null-data --passthru --block-buffered --line-buffered --mmap --no-mmap --one-file-system --binary --crlf --debug --trace --include-zero -b --byte-offset --no-require-git --max-columns-preview --glob-case-insensitive --ignore-file-case-insensitive --no-unicode --sort-files --stop-on-nonmatch",
  options: {
    "-e --regexp": "word",
    "-f --file --ignore-file": "read",
    "-g --glob --iglob -t --type -T --type-not --type-add --type-clear --color --colors -E --encoding --engine -r --replace --sort --sortr --context-separator --field-context-separator --field-match-separator --path-separator --max-filesize --regex-size-limit --dfa-size-limit":
      "word",
    "-A --after-context -B --before-context -C --context -m --max-count -j --threads -d --max-depth -M --max-columns":
      "number",
  },
  positionals: { leading: ["word"], unless: "-e --regexp -f --file --files --type-list", rest: "read" },
  globs: "rooted",
  takesMore: "found",
};

const ag: CommandTable = {
  class: "read",
  flags:
    "-a --all-types -c --count -i --ignore-case -s --case-sensitive -S --smart-case -l --files-with-matches -L --files-without-matches -Q --literal -F --fixed-strings -v --invert-match -w --word-regexp -u --unrestricted -t --all-text -U --skip-vcs-ignores --hidden --nocolor --color --nogroup --group --noheading --heading --nonumbers --numbers --column --vimgrep -o --only-matching -H -0 --null --silent --stats -n --norecurse --print-long-lines",
  options: {
    "-A --after -B --before -C --context -m --max-count --depth -W --width": "number",
    "--ignore --ignore-dir": "word",
  },
  positionals: { leading: ["word"], rest: "read" },
  globs: "rooted",
};

const fd: CommandTable = {
  class: "read",
  flags:
    "-H --hidden -I --no-ignore -u --unrestricted --no-ignore-vcs --no-ignore-parent -s --case-sensitive -i --ignore-case -g --glob --regex -F --fixed-strings -a --absolute-path -0 --print0 -p --full-path -1 -q --quiet --show-errors --one-file-system --strip-cwd-prefix --prune",
  options: {
    "-t --type -e --extension -E --exclude -S --size --changed-within --changed-before -c --color --newer --older --and":
      "word",
    "-d --max-depth --min-depth --exact-depth --max-results -j --threads": "number",
    "-C --base-directory --search-path --ignore-file": "read",
  },
  positionals: { leading: ["word"], rest: "read" },
  globs: "rooted",
};

const tree: CommandTable = {
  class: "read",
  flags:
    "-a -d -f -x -q -N -Q -p -u -g -s -h -D -F -i -r -t -c -U -v -S -n -C -J -X --si --inodes --device --dirsfirst --filesfirst --noreport --prune --du --gitignore --matchdirs --ignore-case",
  options: {
    "-L --filelimit": "number",
    "-I -P --charset --sort --timefmt": "word",
  },
  positionals: { rest: "read" },
  globs: "rooted",
};

const counting: CommandTable = {
  class: "read",
  flags:
    "--by-file --by-file-by-lang --json --csv --md --quiet --hide-rate --skip-uniqueness --no-cocomo --no-complexity --no-duplicates -c -d -w -f --files -C --compact --hidden --no-ignore",
  options: {
    "--exclude-dir --include-lang --exclude-lang --exclude-ext --include-ext -i --exclude -e --sort -s -t --types --type":
      "word",
  },
  positionals: { rest: "read" },
  globs: "rooted",
};

export const searching: Readonly<Record<string, CommandTable>> = {
  "grep egrep fgrep": grep,
  rg,
  ag,
  "fd fdfind": fd,
  find: { class: "read", read: (args) => readFindExpression(args) },
  tree,
  cloc: {
    ...counting,
    flags: "--by-file --by-file-by-lang --json --csv --md --quiet --hide-rate --skip-uniqueness",
  },
  "tokei scc": counting,
};
