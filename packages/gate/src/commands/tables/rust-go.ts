import type { CommandTable, ValueKind } from "../words/command-table.ts";
import { readCommand } from "../words/read-command.ts";
import { missingOption } from "../words/reasons.ts";
import { oneOf } from "./one-of.ts";

// Cargo and go. Left out: settings that name programs (`cargo --config`, `go -exec`, `-toolexec`, `-ldflags`, `-gcflags`,
// `-overlay`), other toolchains, which may be fetched (`+nightly`), `-Z`, folders to write to, and `run`.

const CARGO_FLAGS =
  "-v -vv --verbose -q --quiet --locked --offline --frozen --workspace --all --all-targets --all-features --no-default-features --lib --bins --examples --tests --benches --release -r --keep-going --ignore-rust-version --future-incompat-report --timings";
const CARGO_OPTIONS = {
  "-p --package --exclude --bin --example --test --bench -F --features --profile": "word",
  "-j --jobs": /^(default|-?\d+)$/,
  "--target": /^[a-z0-9_-]+$/,
  "--message-format": /^[a-z,-]+$/,
  "--color": oneOf("auto always never"),
  "--manifest-path": { path: "read", matches: /(^|\/)Cargo\.toml$/ },
} as const;

const cargoBuild: CommandTable = {
  class: "project",
  flags: `${CARGO_FLAGS} --no-deps --document-private-items`,
  options: CARGO_OPTIONS,
};

/** Words for the test program: names of tests and how to run them. */
const testArguments: CommandTable = {
  class: "project",
  flags:
    "--nocapture --no-capture --ignored --include-ignored --exact --show-output --list -q --quiet --test",
  options: { "--test-threads": "number", "--skip": "word", "--color --format": /^\w+$/ },
  positionals: { rest: "word" },
};

const cargoTest: CommandTable = {
  class: "project",
  flags: `${CARGO_FLAGS} --no-run --no-fail-fast --doc`,
  options: CARGO_OPTIONS,
  positionals: { leading: ["word"] },
  afterDashes: testArguments,
};

/** Lints and how severe they are; all else is an option of the compiler. */
const lintArguments: CommandTable = {
  class: "project",
  options: { "-D -W -A -F --deny --warn --allow --forbid": /^[\w:-]+$/ },
};

const cargoFormat: CommandTable = {
  class: "project",
  flags: "--all --check -q --quiet -v --verbose",
  afterDashes: {
    class: "project",
    flags: "--check -l --files-with-diff",
    options: { "--color": /^(?:auto|always|never)$/ },
  },
};

/** Either of the two programs may be told to check: `cargo fmt --check`, `cargo fmt -- --check`. */
const cargoChecked: CommandTable = {
  class: "project",
  read: (args, place) => {
    if (!args.some(({ value }) => value === "--check")) return missingOption("--check");
    const reading = readCommand(args, cargoFormat, place);
    return "problem" in reading ? reading.problem : reading;
  },
};

const cargo: CommandTable = {
  class: "project",
  flags: "-v -vv --verbose -q --quiet --locked --offline --frozen",
  options: { "--color": oneOf("auto always never") },
  subcommands: {
    "build b check c doc d": cargoBuild,
    "test t bench": cargoTest,
    clippy: { ...cargoBuild, flags: `${CARGO_FLAGS} --no-deps`, afterDashes: lintArguments },
    fmt: cargoChecked,
    nextest: {
      class: "project",
      subcommands: {
        "run list": {
          class: "project",
          flags: `${CARGO_FLAGS} --no-fail-fast --no-capture --nocapture`,
          options: { ...CARGO_OPTIONS, "-E --filter-expr --filterset": "word", "--retries": "number" },
          positionals: { rest: "word" },
        },
      },
    },
    tree: {
      class: "project",
      flags: `${CARGO_FLAGS} -d --duplicates --no-dedupe`,
      options: {
        ...CARGO_OPTIONS,
        "-i --invert": { lastOptional: "word" },
        "--depth --prefix --format -f -e --edges --charset --prune": "word",
      },
    },
    metadata: {
      class: "project",
      flags: `${CARGO_FLAGS} --no-deps`,
      options: { ...CARGO_OPTIONS, "--format-version": "number" },
    },
    "locate-project pkgid read-manifest verify-project": {
      class: "read",
      flags: "--workspace",
      options: { "--message-format": /^\w+$/ },
    },
    clean: {
      class: "project",
      flags: "--release -r --doc -v -q --dry-run -n",
      options: { "-p --package": "word" },
    },
    version: { class: "read", flags: "-v --verbose" },
  },
};

const OUTPUT: ValueKind = {
  path: "write",
  matches: /^(?:\/dev\/null|(?:\.\/)?(?:bin|build|dist|out|target|tmp)(?:\/[\w-][\w.-]*)*\/?)$/,
};

const GO_FLAGS = "-v -race -trimpath -a -n -x -work -asan -msan -cover";
const GO_OPTIONS = {
  "-tags": /^[\w.,!-]+$/,
  "-p": "number",
  "-mod": oneOf("readonly vendor mod"),
  "-buildvcs -race -v -cover -trimpath": { optional: oneOf("true false auto") },
  "-covermode": oneOf("set count atomic"),
  "-coverpkg": /^[\w./,-]+$/,
} as const;
const PACKAGES = { rest: { path: "read", matches: /^[^@]*$/ } } as const;

const goTest: CommandTable = {
  class: "project",
  syntax: "single",
  flags: `${GO_FLAGS} -short -json -failfast -benchmem -fullpath`,
  options: {
    ...GO_OPTIONS,
    "-run -bench -skip -list -fuzz": "word",
    "-count -parallel -cpu": /^[\d,]+$/,
    "-timeout -benchtime -fuzztime": /^[\w.]+$/,
    "-shuffle": /^(on|off|\d+)$/,
    "-vet": /^[a-z,]+$/,
    "-short -json -failfast -benchmem": { optional: oneOf("true false") },
    "-coverprofile": {
      path: "write",
      matches: /^(?:\.\/)?(?:(?:build|out|tmp|coverage)\/)?[\w-]+\.(?:out|txt|cov|coverprofile)$/,
    },
  },
  positionals: PACKAGES,
};

const NAMES_OF_GO =
  /^(GO(PATH|ROOT|OS|ARCH|MOD|VERSION|CACHE|BIN|MODCACHE|TOOLCHAIN|WORK|HOSTOS|HOSTARCH|TOOLDIR|EXE|AMD64|ARM64|GCCGO)|CGO_ENABLED|CC|CXX)$/;

const go: CommandTable = {
  class: "project",
  subcommands: {
    build: {
      class: "project",
      syntax: "single",
      flags: GO_FLAGS,
      options: { ...GO_OPTIONS, "-o": OUTPUT },
      positionals: PACKAGES,
    },
    test: goTest,
    vet: {
      class: "project",
      syntax: "single",
      flags: "-v -json",
      options: { "-tags": /^[\w.,!-]+$/ },
      positionals: PACKAGES,
    },
    list: {
      class: "project",
      syntax: "single",
      flags: "-json -deps -test -e -find -m -compiled",
      options: {
        "-f": "word",
        "-tags": /^[\w.,!-]+$/,
        "-json": { optional: /^[\w,]+$/ },
        "-mod": oneOf("readonly vendor mod"),
      },
      positionals: { rest: /^[^@]*$/ },
      check: ({ options, positionals }) =>
        options.some(({ name }) => name === "-m") &&
        positionals.some(({ value }) => !/^(all)?$/.test(value ?? "?"))
          ? "It may ask a server for a module."
          : undefined,
    },
    env: {
      class: "read",
      syntax: "single",
      flags: "-json",
      positionals: { leading: [NAMES_OF_GO], rest: NAMES_OF_GO, min: 1 },
    },
    version: { class: "read" },
    doc: {
      class: "read",
      syntax: "single",
      flags: "-all -short -src -u -c -cmd",
      positionals: { rest: /^[\w./-]+$/, max: 3 },
    },
    mod: {
      class: "project",
      subcommands: {
        "graph verify why": {
          class: "project",
          syntax: "single",
          flags: "-m -vendor",
          positionals: { rest: /^[^@]*$/ },
        },
      },
    },
  },
};

export const rustGo: Readonly<Record<string, CommandTable>> = {
  cargo,
  go,
  gofmt: {
    class: "read",
    syntax: "single",
    flags: "-l -d -s -e",
    positionals: { rest: "read" },
    globs: "rooted",
    takesMore: "found",
  },
  "golangci-lint": {
    class: "project",
    subcommands: {
      run: {
        class: "project",
        flags: "-v --verbose --fast --tests",
        options: {
          "-E --enable -D --disable --timeout --out-format --build-tags": /^[\w.,-]+$/,
          "-j --concurrency": "number",
        },
        positionals: PACKAGES,
      },
    },
  },
  staticcheck: { class: "project", syntax: "single", positionals: PACKAGES },
  rustfmt: {
    class: "project",
    flags: "--check -l",
    options: { "--edition": "number", "--color": /^\w+$/ },
    positionals: { rest: "read" },
    globs: "rooted",
    needs: "--check",
  },
  rustup: {
    class: "read",
    subcommands: {
      show: { class: "read", positionals: { rest: /^(home|profile|active-toolchain)$/, max: 1 } },
    },
  },
};
