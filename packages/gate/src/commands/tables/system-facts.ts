import type { CommandTable } from "../words/command-table.ts";

// What programs tell of files, of the machine, and of words. Left out: what sets (`date -s`, `hostname NAME`), reads
// names of files from files, and shows other programs' environments (`ps e`).

const WORDS = { rest: "text" } as const;
const NOTHING: CommandTable = { class: "read" };

const HARMLESS_VARIABLES =
  /^(HOME|PWD|OLDPWD|USER|LOGNAME|SHELL|HOSTNAME|LANG|LC_\w+|TERM|PATH|NODE_ENV|CI|TZ|EDITOR|VISUAL|PAGER|TMPDIR|DISPLAY|GOPATH|GOROOT|JAVA_HOME|VIRTUAL_ENV|NVM_DIR|CARGO_HOME|RUSTUP_HOME|XDG_\w+_(HOME|DIR))$/;

export const systemFacts: Readonly<Record<string, CommandTable>> = {
  file: {
    class: "read",
    flags:
      "-b --brief -i --mime --mime-type --mime-encoding -h --no-dereference -k --keep-going -N --no-pad -r --raw -0 --print0",
    options: { "-F --separator": "word" },
    positionals: { rest: "read" },
    globs: "rooted",
    takesMore: "found",
  },
  stat: {
    class: "read",
    flags: "-L --dereference -t --terse -f --file-system -x",
    options: { "-c --format --printf": "word" },
    positionals: { rest: "read" },
    globs: "rooted",
    takesMore: "found",
  },
  du: {
    class: "read",
    flags:
      "-0 --null -a --all --apparent-size -b --bytes -c --total -h --human-readable --inodes -k -l --count-links -m -P --no-dereference -S --separate-dirs --si -s --summarize -x --one-file-system",
    options: {
      "-B --block-size -d --max-depth -t --threshold": "number",
      "--exclude --time-style": "word",
      "--time": { optional: "word" },
    },
    positionals: { rest: "read" },
    globs: "any",
    takesMore: "found",
  },
  df: {
    class: "read",
    flags:
      "-a --all -h --human-readable -H --si -i --inodes -k -l --local -P --portability -T --print-type --total",
    options: {
      "-B --block-size": "number",
      "-t --type -x --exclude-type": "word",
      "--output": { optional: "word" },
    },
    positionals: { rest: "read" },
  },
  "basename dirname": {
    class: "read",
    flags: "-a --multiple -z --zero",
    options: { "-s --suffix": "word" },
    positionals: WORDS,
    takesMore: "anything",
  },
  realpath: {
    class: "read",
    flags:
      "-e --canonicalize-existing -m --canonicalize-missing -L --logical -P --physical -q --quiet -s --strip --no-symlinks -z --zero",
    options: { "--relative-to --relative-base": "read" },
    positionals: { rest: "read" },
    globs: "rooted",
    takesMore: "found",
  },
  readlink: {
    class: "read",
    flags:
      "-f --canonicalize -e --canonicalize-existing -m --canonicalize-missing -n --no-newline -q --quiet -s --silent -v --verbose -z --zero",
    positionals: { rest: "read" },
    globs: "rooted",
    takesMore: "found",
  },
  date: {
    class: "read",
    flags: "-u --utc --universal -R --rfc-email",
    options: {
      "-d --date": "word",
      "-r --reference -f --file": "read",
      "-I --iso-8601": { optional: "word" },
      "--rfc-3339": "word",
    },
    positionals: { rest: /^\+[\s\S]*$/, max: 1 },
  },
  "whoami arch nproc tty": { ...NOTHING, flags: "--all" },
  id: {
    class: "read",
    flags: "-g --group -G --groups -n --name -r --real -u --user -z --zero",
    positionals: { rest: "word", max: 1 },
  },
  groups: { class: "read", positionals: { rest: "word", max: 1 } },
  hostname: { class: "read", flags: "-s --short -f --fqdn --long -I --all-ip-addresses -i --ip-address" },
  uname: {
    class: "read",
    flags:
      "-a --all -s --kernel-name -n --nodename -r --kernel-release -v --kernel-version -m --machine -p --processor -i --hardware-platform -o --operating-system",
  },
  uptime: { class: "read", flags: "-p --pretty -s --since" },
  free: { class: "read", flags: "-b -k -m -g -h --human --mega --giga -t --total -w --wide -l --lohi" },
  lscpu: NOTHING,
  ps: {
    class: "read",
    flags: "-e -f -A -a -x -l -H -w --forest --no-headers",
    options: {
      "-p --pid --ppid -u --user -C": "word",
      "-o --format": /^[a-z%]+(=|,[a-z%]+)*$/,
      "--sort": /^[+-]?[a-z%]+$/,
    },
    forms: [/^(aux|auxf|auxww|ax|axu|axf|x|u)$/],
  },
  which: { class: "read", flags: "-a --all", positionals: { rest: "word" } },
  printenv: {
    class: "read",
    positionals: { leading: [HARMLESS_VARIABLES], rest: HARMLESS_VARIABLES, min: 1 },
  },
  seq: {
    class: "read",
    syntax: "single",
    flags: "-w --equal-width",
    options: { "-s --separator -f --format": "word" },
    forms: [/^-\d{1,7}$/],
    positionals: { rest: /^\d{1,7}(\.\d{1,3})?$/, max: 3 },
  },
  sleep: { class: "read", positionals: { leading: [/^([0-2]?\d{1,2}(\.\d+)?s?|[1-5]m)$/], min: 1 } },
  expr: { class: "read", positionals: { rest: "word" } },
  cal: { class: "read", positionals: { rest: "number" } },
  tar: {
    class: "read",
    syntax: "single",
    flags: "-v -z -j -J",
    forms: [/^-?(t[vzjJ]*f?|[vzjJ]+tv?f?)$/],
    options: { "-f --file": { path: "read", matches: /^[^:|]+$/ } },
    positionals: { rest: { path: "read", matches: /^[^:|]+$/ } },
    check: ({ options }) =>
      options.some(({ name }) => /^-?[vzjJ]*t[vzjJ]*f$/.test(name))
        ? undefined
        : "It does not only list an archive.",
  },
  unzip: {
    class: "read",
    flags: "-l -v -Z -1",
    needs: "-l -v -Z",
    positionals: { leading: ["read"], rest: "word", min: 1 },
  },
  zipinfo: {
    class: "read",
    flags: "-1 -2 -s -m -l -v -h -t",
    positionals: { leading: ["read"], rest: "word", min: 1 },
  },
};
