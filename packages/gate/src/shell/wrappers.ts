/** How a program that runs another one reads its command line. */
export interface Wrapper {
  /** Short options without a value, as letters, and long ones. */
  readonly flags?: string;
  /** Options with a value: the next word, or the rest of the same word. */
  readonly valued?: string;
  /** Words between the options and the command. */
  readonly operands?: number;
  /** Whether `NAME=value` may stand before the command. */
  readonly takesAssignments?: boolean;
  /** Whether it adds words of its own choice. */
  readonly takesMore?: boolean;
  /** Options with which no command is run. */
  readonly runsNothing?: string;
  /** Whether a shell reads the words again, joined by blanks. */
  readonly readsText?: boolean;
  /** Options after which the command is text for a shell. */
  readonly textOptions?: string;
  /** Options whose value is what is replaced in the command; only `{}` is plain. */
  readonly replacing?: string;
  /** Whether it may run more than what stands on its command line. */
  readonly isUnsure?: boolean;
  /** Whether it may stand before compound commands. */
  readonly isKeyword?: boolean;
  /** Options that change how the command runs beyond what a reader of it would expect. */
  readonly doubtful?: string;
}

/** By name. An option that is not listed here makes a doubt. */
export const wrappers: ReadonlyMap<string, Wrapper> = new Map(
  Object.entries<Wrapper>({
    env: {
      flags: "-i -0 -v --ignore-environment --null --debug -",
      valued: "-u -C --unset --chdir",
      takesAssignments: true,
      textOptions: "-S --split-string",
      doubtful: "-C --chdir -i - --ignore-environment -u --unset",
    },
    command: { flags: "-p", runsNothing: "-v -V" },
    builtin: {},
    exec: { flags: "-c -l", valued: "-a", doubtful: "-a -c -l" },
    nice: { flags: "-1 -2 -3 -4 -5 -6 -7 -8 -9 -10 -15 -19 -20", valued: "-n --adjustment" },
    ionice: { flags: "-t --ignore", valued: "-c -n --class --classdata", runsNothing: "-p -P -u" },
    chrt: { flags: "-b -f -i -o -r -R -v", operands: 1, runsNothing: "-p -m" },
    taskset: { flags: "-a -c --cpu-list", operands: 1, runsNothing: "-p --pid" },
    nohup: {},
    setsid: { flags: "-c -f -w --ctty --fork --wait", doubtful: "-f --fork" },
    stdbuf: { valued: "-i -o -e --input --output --error" },
    unbuffer: { flags: "-p" },
    time: {
      flags: "-p -a -v -q --portability --append --verbose --quiet",
      valued: "-f -o --format --output",
      doubtful: "-o --output",
      isKeyword: true,
    },
    timeout: {
      flags: "-v --foreground --preserve-status --verbose",
      valued: "-k -s --kill-after --signal",
      operands: 1,
    },
    xargs: {
      flags: "-0 -r -t -p -x -o --null --no-run-if-empty --verbose --exit --open-tty",
      valued:
        "-a -d -E -I -L -n -P -s --arg-file --delimiter --replace --max-lines --max-args --max-procs --max-chars",
      replacing: "-I --replace",
      takesMore: true,
    },
    parallel: {
      flags: "-0 -k -r -t --null --keep-order --no-run-if-empty --verbose --bar --dry-run",
      valued: "-j -a -n -N -I --jobs --arg-file --max-args",
      takesMore: true,
      readsText: true,
      isUnsure: true,
    },
    watch: {
      flags: "-b -c -d -e -g -t -x --beep --color --differences --errexit --chgexit --no-title --exec",
      valued: "-n --interval",
      readsText: true,
    },
    sudo: {
      flags:
        "-A -b -E -H -i -k -n -P -S -s --preserve-env --set-home --non-interactive --stdin --login --shell",
      valued: "-u -g -p -C -D -h -r -t -U --user --group --prompt --chdir",
      takesAssignments: true,
    },
    doas: { flags: "-n -L -s", valued: "-u -C" },
    busybox: {},
    flock: {
      flags: "-s -x -e -u -n -o -F --shared --exclusive --nonblock --nb --close --no-fork --verbose",
      valued: "-w -E --timeout --conflict-exit-code",
      operands: 1,
      textOptions: "-c --command",
    },
    script: {
      flags: "-a -e -f -q --append --return --flush --quiet",
      valued: "-E -m -o -O -I -B -T --log-out --log-in --log-io --log-timing",
      textOptions: "-c --command",
      runsNothing: "-V --version",
    },
    coproc: { isKeyword: true },
  }),
);

/** Programs that look for files and run a command for each: the options behind which it stands. */
export const finders: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["find", new Set(["-exec", "-execdir", "-ok", "-okdir"])],
  ["fd", new Set(["-x", "-X", "--exec", "--exec-batch"])],
  ["fdfind", new Set(["-x", "-X", "--exec", "--exec-batch"])],
]);

/** Shells, and whether what they read is sure to be read here as they do. */
export const shells: ReadonlyMap<string, "bash" | "posix" | "other"> = new Map([
  ["bash", "bash"],
  ["rbash", "bash"],
  ["sh", "posix"],
  ["dash", "posix"],
  ["ash", "posix"],
  ["zsh", "other"],
  ["ksh", "other"],
  ["mksh", "other"],
  ["fish", "other"],
  ["csh", "other"],
  ["tcsh", "other"],
]);
