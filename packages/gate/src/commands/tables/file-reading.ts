import { isHarmlessAwkProgram } from "../languages/awk-program.ts";
import { isHarmlessJqFilter, isHarmlessYqExpression } from "../languages/jq-filter.ts";
import { isHarmlessSedScript } from "../languages/sed-script.ts";
import type { CommandTable } from "../words/command-table.ts";
import { unknownProgram } from "../words/reasons.ts";
import { isOwnVariable } from "../words/word-safety.ts";

// Programs that read files or their input and write to their output only. Left out of each of them: what writes
// (`sort -o`, the second file of `uniq` and `xxd`), starts programs (`sort --compress-program`), reads names of files
// from files (`--files0-from`), follows links below a folder (`-L`), and never ends (`tail -f`).

const FILES = { rest: "read" } as const;

const hash: CommandTable = {
  class: "read",
  flags: "-b --binary -t --text --tag -z --zero",
  positionals: FILES,
  globs: "rooted",
  takesMore: "found",
};

const listing: CommandTable = {
  class: "read",
  flags:
    "-a --all -A --almost-all --author -b --escape -B --ignore-backups -c -C -d --directory -f -F -g -G --no-group -h --human-readable --si -H -i --inode -k --kibibytes -l -m -n --numeric-uid-gid -N --literal -o -p -q --hide-control-chars --show-control-chars -Q --quote-name -r --reverse -R --recursive -s --size -S -t -u -U -v -x -X -Z --context -1 --group-directories-first --full-time --file-type --zero",
  options: {
    "--color --classify --hyperlink": { optional: "word" },
    "--block-size --format --hide --indicator-style -I --ignore --quoting-style --sort --time --time-style":
      "word",
    "-T --tabsize -w --width": "number",
  },
  positionals: FILES,
  globs: "any",
  takesMore: "found",
};

/** exa and eza. */
const longListing: CommandTable = {
  class: "read",
  flags:
    "-1 --oneline -G --grid -l --long -R --recurse -T --tree -x --across -F --classify --icons --no-icons -a --all -d --list-dirs -D --only-dirs -f --only-files -r --reverse --group-directories-first --git-ignore -b --binary -B --bytes -g --group -h --header -H --links -i --inode -m --modified -n --numeric -S --blocksize -u --accessed -U --created --no-permissions --no-filesize --no-user --no-time --no-git",
  options: {
    "--color --colour -s --sort -t --time --time-style -I --ignore-glob": "word",
    "-L --level -w --width": "number",
  },
  positionals: FILES,
  globs: "rooted",
};

const sed: CommandTable = {
  class: "read",
  flags:
    "-n --quiet --silent -E -r --regexp-extended -s --separate -u --unbuffered -z --null-data --posix --sandbox",
  options: { "-e --expression": "word", "-l --line-length": "number" },
  positionals: { leading: ["word"], unless: "-e --expression", rest: "read" },
  globs: "rooted",
  takesMore: "found",
  check: ({ options, positionals }) => {
    const given = options
      .filter(({ name }) => /^(-e|--expression)$/.test(name))
      .map(({ value }) => value?.value ?? "");
    const script = given.length > 0 ? given.join("\n") : (positionals[0]?.value ?? "");
    return isHarmlessSedScript(script) ? undefined : unknownProgram("sed", script);
  },
};

const awk: CommandTable = {
  class: "read",
  stopsAtPositional: true,
  options: { "-F": "word", "-v": /^[A-Za-z_]\w*=[^\\]*$/ },
  positionals: { leading: ["word"], rest: "read", min: 1 },
  globs: "rooted",
  takesMore: "found",
  check: ({ options, positionals }) => {
    const names = options
      .filter(({ name }) => name === "-v")
      .map(({ value }) => value?.value?.split("=")[0] ?? "");
    const strange = names.find((name) => !isOwnVariable(name) && !/^(O?FS|O?RS|NR|[A-Z])$/.test(name));
    if (strange !== undefined) return unknownProgram("awk", strange);
    const program = positionals[0]?.value ?? "";
    return isHarmlessAwkProgram(program) ? undefined : unknownProgram("awk", program);
  },
};

const jq: CommandTable = {
  class: "read",
  flags:
    "-r --raw-output -j --join-output -c --compact-output -n --null-input -s --slurp -e --exit-status -S --sort-keys -a --ascii-output -M --monochrome-output -C --color-output -R --raw-input --tab --stream --seq --unbuffered --raw-output0",
  options: {
    "--arg": { values: [/^\w+$/, "word"] },
    "--argjson": { values: [/^\w+$/, "word"] },
    "--indent": "number",
  },
  positionals: { leading: ["word"], rest: "read" },
  globs: "rooted",
  takesMore: "found",
  check: ({ positionals }) => {
    const filter = positionals[0]?.value ?? ".";
    return isHarmlessJqFilter(filter) ? undefined : unknownProgram("jq", filter);
  },
};

const yqExpression: CommandTable = {
  class: "read",
  flags:
    "-r --raw-output -c --compact-output -C --colors -M --no-colors -N --no-doc -P --prettyPrint -j --tojson",
  options: { "-o --output-format -p --input-format": /^[a-z0-9]+$/, "-I --indent": "number" },
  positionals: { leading: ["word"], rest: "read" },
  globs: "rooted",
  check: ({ positionals }) => {
    const expression = positionals[0]?.value ?? ".";
    return isHarmlessYqExpression(expression) ? undefined : unknownProgram("yq", expression);
  },
};

export const fileReading: Readonly<Record<string, CommandTable>> = {
  "ls dir vdir": listing,
  "exa eza": longListing,
  cat: {
    class: "read",
    flags:
      "-A --show-all -b --number-nonblank -e -E --show-ends -n --number -s --squeeze-blank -t -T --show-tabs -u -v --show-nonprinting",
    positionals: FILES,
    globs: "any",
    takesMore: "found",
  },
  "head tail": {
    class: "read",
    flags: "-q --quiet --silent -v --verbose -z --zero-terminated",
    options: { "-c --bytes -n --lines": "number" },
    forms: [/^-\d+$/],
    positionals: FILES,
    globs: "any",
    takesMore: "found",
  },
  wc: {
    class: "read",
    flags: "-c --bytes -m --chars -l --lines -L --max-line-length -w --words",
    positionals: FILES,
    globs: "any",
    takesMore: "found",
  },
  nl: {
    class: "read",
    flags: "-p --no-renumber",
    options: {
      "-b --body-numbering -d --section-delimiter -f --footer-numbering -h --header-numbering -n --number-format -s --number-separator":
        "word",
      "-i --line-increment -l --join-blank-lines -v --starting-line-number -w --number-width": "number",
    },
    positionals: FILES,
    globs: "rooted",
    takesMore: "found",
  },
  tac: {
    class: "read",
    flags: "-b --before -r --regex",
    options: { "-s --separator": "word" },
    positionals: FILES,
    globs: "rooted",
  },
  sort: {
    class: "read",
    flags:
      "-b --ignore-leading-blanks -d --dictionary-order -f --ignore-case -g --general-numeric-sort -i --ignore-nonprinting -M --month-sort -h --human-numeric-sort -n --numeric-sort -R --random-sort -r --reverse -V --version-sort -C -c -m --merge -s --stable -u --unique -z --zero-terminated --debug",
    options: {
      "-k --key -t --field-separator --sort": "word",
      "-S --buffer-size --parallel": "number",
      "--check": { optional: "word" },
    },
    positionals: FILES,
    globs: "rooted",
  },
  uniq: {
    class: "read",
    flags: "-c --count -d --repeated -D -i --ignore-case -u --unique -z --zero-terminated",
    options: {
      "-f --skip-fields -s --skip-chars -w --check-chars": "number",
      "--all-repeated --group": { optional: "word" },
    },
    positionals: { rest: "read", max: 1 },
  },
  cut: {
    class: "read",
    flags: "-n -s --only-delimited -z --zero-terminated --complement",
    options: { "-b --bytes -c --characters -d --delimiter -f --fields --output-delimiter": "word" },
    positionals: FILES,
    globs: "rooted",
    takesMore: "found",
  },
  tr: {
    class: "read",
    flags: "-c -C --complement -d --delete -s --squeeze-repeats -t --truncate-set1",
    positionals: { leading: ["word", "word"] },
  },
  column: {
    class: "read",
    flags: "-t --table -e -x --fillrows -J --json -L --keep-empty-lines -d --table-noheadings",
    options: {
      "-s --separator -o --output-separator -n --table-name -N --table-columns -H --table-hide -R --table-right -W --table-wrap -O --table-order":
        "word",
      "-c --output-width": "number",
    },
    positionals: FILES,
  },
  fold: {
    class: "read",
    flags: "-b --bytes -c --characters -s --spaces",
    options: { "-w --width": "number" },
    positionals: FILES,
  },
  fmt: {
    class: "read",
    flags: "-c --crown-margin -s --split-only -t --tagged-paragraph -u --uniform-spacing",
    options: { "-w --width -g --goal": "number", "-p --prefix": "word" },
    positionals: FILES,
  },
  paste: {
    class: "read",
    flags: "-s --serial -z --zero-terminated",
    options: { "-d --delimiters": "word" },
    positionals: FILES,
    globs: "rooted",
  },
  join: {
    class: "read",
    flags: "-i --ignore-case --check-order --nocheck-order --header -z --zero-terminated",
    options: { "-a -e -1 -2 -j -o -t -v": "word" },
    positionals: { rest: "read", max: 2 },
  },
  comm: {
    class: "read",
    flags: "-1 -2 -3 --check-order --nocheck-order --total -z --zero-terminated",
    options: { "--output-delimiter": "word" },
    positionals: { rest: "read", max: 2 },
  },
  "expand unexpand": {
    class: "read",
    flags: "-i --initial -a --all --first-only",
    options: { "-t --tabs": "word" },
    positionals: FILES,
  },
  rev: { class: "read", positionals: FILES },
  tsort: { class: "read", positionals: { rest: "read", max: 1 } },
  diff: {
    class: "read",
    flags:
      "--normal -q --brief -s --report-identical-files -c -u -e --ed -n --rcs -y --side-by-side --left-column --suppress-common-lines -p --show-c-function -t --expand-tabs -T --initial-tab -r --recursive --no-dereference -N --new-file --unidirectional-new-file --ignore-file-name-case -i --ignore-case -E --ignore-tab-expansion -Z --ignore-trailing-space -b --ignore-space-change -w --ignore-all-space -B --ignore-blank-lines -a --text --strip-trailing-cr -d --minimal --speed-large-files",
    options: {
      "-C -U -W --width --tabsize --horizon-lines": "number",
      "--context --unified": { optional: "number" },
      "-F --show-function-line --label -L -x --exclude -I --ignore-matching-lines": "word",
      "-X --exclude-from --from-file --to-file -S --starting-file": "read",
      "--color": { optional: "word" },
    },
    positionals: FILES,
  },
  cmp: {
    class: "read",
    flags: "-b --print-bytes -l --verbose -s --quiet --silent",
    options: { "-i --ignore-initial": "word", "-n --bytes": "number" },
    positionals: FILES,
  },
  "md5sum sha1sum sha224sum sha256sum sha384sum sha512sum b2sum cksum md5": hash,
  shasum: { ...hash, options: { "-a --algorithm": "number" } },
  base64: {
    class: "read",
    flags: "-d --decode -D -i --ignore-garbage",
    options: { "-w --wrap": "number" },
    positionals: { rest: "read", max: 1 },
  },
  xxd: {
    class: "read",
    syntax: "single",
    flags: "-a -b -e -i -p -ps -u -r",
    options: { "-c -cols -g -l -len -s -seek -o": /^[+-]?(0x)?[0-9a-fA-F]+$/ },
    forms: [/^-[cgls][0-9]+$/],
    positionals: { rest: "read", max: 1 },
  },
  "hexdump hd": {
    class: "read",
    flags: "-b -c -C -d -o -x -v",
    options: { "-e": "word", "-n -s": /^(0x)?[0-9a-fA-F]+[bkmgKMG]?$/ },
    positionals: FILES,
  },
  od: {
    class: "read",
    flags: "-a -b -c -d -f -i -l -o -s -v --output-duplicates -x",
    options: { "-A --address-radix -t --format -j --skip-bytes -N --read-bytes": "word" },
    positionals: FILES,
  },
  strings: {
    class: "read",
    flags: "-a --all -f --print-file-name -o -w",
    options: { "-n --bytes": "number", "-t --radix -e --encoding": /^\w$/ },
    forms: [/^-\d+$/],
    positionals: FILES,
  },
  zcat: { class: "read", positionals: FILES },
  bat: {
    class: "read",
    flags: "-n --number -p -pp --plain -A --show-all -f --force-colorization --no-config",
    options: {
      "-l --language --style --color --decorations --paging --wrap --theme -H --highlight-line -r --line-range":
        "word",
      "--terminal-width --tabs": "number",
    },
    positionals: FILES,
    globs: "rooted",
  },
  sed,
  "awk gawk mawk nawk": awk,
  jq,
  yq: { ...yqExpression, subcommands: { "e eval ea eval-all": yqExpression } },
};
