import type { CommandTable, ValueKind } from "../words/command-table.ts";

// Builders of other languages, with targets that build, test and check. Left out: other build files (`-f`), variables
// (`CC=…`, `-D`), scripts of the model's choice (`--init-script`, `cmake -P`), publishing and installing.

const TARGET =
  /^(?:all|build|test|tests|check|lint|typecheck|type-check|compile|debug|release|coverage|clean|docs?|help|unit|integration|fmt-check|format-check|vet|bench|(?:test|build|lint|check)[-_:](?:unit|integration|all|e2e|fast|ci|race|js|ts|py|go|rust|types|debug|release))$/;

const make: CommandTable = {
  class: "project",
  flags:
    "-s --silent --quiet -k --keep-going -n --dry-run --just-print --recon -B --always-make -i --ignore-errors -r --no-builtin-rules -w --print-directory --no-print-directory --trace -q --question -O --output-sync",
  options: {
    "-C --directory": "read",
    "-j --jobs": { optional: "number" },
    "-l --load-average": "number",
  },
  forms: [/^\d+$/],
  positionals: { rest: TARGET },
  folder: "-C --directory",
};

const ninja: CommandTable = {
  class: "project",
  flags: "-v --verbose -n --quiet",
  options: { "-C": "read", "-j -k -l": "number" },
  positionals: { rest: TARGET },
  folder: "-C",
};

const BUILD_FOLDER: ValueKind = {
  path: "write",
  matches:
    /^(?:\.\/)?(?:[\w-]+\/)*(?:\.?build|out|dist|target|cmake-build)(?:[-_][A-Za-z0-9]+)*(?:\/[\w-]+)*\/?$/,
};

const cmakeConfigure: CommandTable = {
  class: "project",
  options: {
    "-S": "read",
    "-B": BUILD_FOLDER,
    "-G": /^(?:Ninja|Ninja Multi-Config|Unix Makefiles)$/,
  },
  forms: [
    /^-DCMAKE_BUILD_TYPE=(?:Debug|Release|RelWithDebInfo|MinSizeRel)$/,
    /^-D(?:CMAKE_EXPORT_COMPILE_COMMANDS|BUILD_TESTING|BUILD_SHARED_LIBS)=(?:ON|OFF|1|0)$/,
  ],
  needs: "-B",
};

const cmake: CommandTable = {
  ...cmakeConfigure,
  options: {
    ...cmakeConfigure.options,
    "--build": "read",
    "-t --target": TARGET,
    "--config": /^\w+$/,
    "-j --parallel": { lastOptional: "number" },
  },
  flags: "-v --verbose --clean-first",
  needs: "--build -B",
};

const ctest: CommandTable = {
  class: "project",
  syntax: "single",
  flags:
    "--output-on-failure -V -VV --verbose --extra-verbose -N --show-only --rerun-failed --stop-on-failure --progress -Q --quiet --no-tests=error",
  options: {
    "-j --parallel": { lastOptional: "number" },
    "-R --tests-regex -E --exclude-regex -L --label-regex -LE": "word",
    "-C --build-config": /^\w+$/,
    "--test-dir": "read",
    "--timeout --repeat-until-fail": "number",
    "--repeat": /^[a-z-]+:\d+$/,
    "--no-tests": /^(?:error|ignore)$/,
  },
  forms: [/^-j\d+$/],
};

const mvn: CommandTable = {
  class: "project",
  syntax: "single",
  flags:
    "-q --quiet -B --batch-mode -e --errors -X --debug -o --offline -ntp --no-transfer-progress -am --also-make -amd -fae --fail-at-end -ff -fn -V --show-version -nsu",
  options: {
    "-pl --projects": /^[\w:.,/!-]+$/,
    "-T --threads": /^[\d.]+C?$/,
    "-P --activate-profiles": /^[\w!,.-]+$/,
    "-rf --resume-from": /^[\w:.-]+$/,
  },
  forms: [
    /^-DskipTests(?:=(?:true|false))?$/,
    /^-Dmaven\.test\.skip(?:=(?:true|false))?$/,
    /^-D(?:test|it\.test)=[\w.#*,$!+?-]+$/,
    /^-D(?:surefire\.failIfNoSpecifiedTests|failIfNoTests)=(?:true|false)$/,
  ],
  positionals: {
    rest: /^(?:validate|compile|test-compile|test|package|verify|clean|integration-test)$/,
    min: 1,
  },
};

const gradle: CommandTable = {
  class: "project",
  syntax: "single",
  flags:
    "-q --quiet -i --info -w --warn -s --stacktrace -S --full-stacktrace --no-daemon --daemon --offline --parallel --no-parallel --continue --rerun-tasks --build-cache --no-build-cache --configuration-cache --no-configuration-cache -m --dry-run -d --debug --rerun --fail-fast --all",
  options: {
    "--console --warning-mode": /^[a-z]+$/,
    "-x --exclude-task": /^[\w:-]+$/,
    "--tests": "word",
    "--max-workers": "number",
    "--configuration": /^\w+$/,
  },
  positionals: {
    rest: /^:?(?:[\w-]+:)*(?:test|build|check|assemble|classes|testClasses|compileJava|compileKotlin|compileTestJava|compileTestKotlin|compileScala|compileDebugKotlin|assembleDebug|testDebugUnitTest|testReleaseUnitTest|lint|lintDebug|ktlintCheck|detekt|spotlessCheck|checkstyleMain|clean|tasks|projects|dependencies|properties|integrationTest|jar|javadoc)$/,
    min: 1,
  },
};

const PROJECT_FILE: ValueKind = {
  path: "read",
  matches: /^(?![-/@])[\w./-]+?(?:\.(?:csproj|fsproj|vbproj|sln|slnx|slnf))?$/,
};

const dotnetBuild: CommandTable = {
  class: "project",
  flags:
    "--no-restore --no-build --nologo --no-incremental --blame --list-tests --verify-no-changes --no-dependencies",
  options: {
    "-c --configuration -f --framework -v --verbosity -r --runtime": /^[\w.-]+$/,
    "--filter": "word",
    "--include --exclude": "word",
    "--severity": /^\w+$/,
  },
  positionals: { rest: PROJECT_FILE },
};

const swiftBuild: CommandTable = {
  class: "project",
  flags:
    "-v --verbose --parallel --enable-code-coverage --build-tests --skip-build --skip-update -q --quiet --list-tests",
  options: {
    "-c --configuration": /^(?:debug|release)$/,
    "--filter --skip --target --product": "word",
    "-j --jobs --num-workers": "number",
  },
};

const dartTest: CommandTable = {
  class: "project",
  flags: "--coverage --fail-fast --run-skipped --no-color --color",
  options: {
    "-n --name -N --plain-name -t --tags -x --exclude-tags": "word",
    "-j --concurrency": "number",
    "-r --reporter": /^(?:compact|expanded|json|github|failures-only|silent)$/,
  },
  positionals: {
    rest: {
      path: "read",
      matches: /^(?!.*\/\.\.(?:\/|$))(?:.*(?<![a-z])tests?(?![a-z]).*|(?:[\w-]+\/)*[\w-]+\/?)$/is,
    },
  },
};

export const builds: Readonly<Record<string, CommandTable>> = {
  "make gmake": make,
  ninja,
  cmake,
  ctest,
  "mvn ./mvnw mvnw": mvn,
  "gradle ./gradlew gradlew": gradle,
  dotnet: {
    class: "project",
    subcommands: {
      "build test": dotnetBuild,
      format: { ...dotnetBuild, needs: "--verify-no-changes" },
    },
  },
  dart: {
    class: "project",
    subcommands: {
      analyze: {
        class: "project",
        flags: "--fatal-infos --fatal-warnings --no-fatal-warnings",
        positionals: { rest: "read" },
      },
      test: dartTest,
      format: {
        class: "project",
        flags: "--set-exit-if-changed",
        options: { "-o --output": /^none$/, "-l --line-length": "number" },
        needs: "-o --output",
        positionals: { rest: "read" },
      },
    },
  },
  flutter: {
    class: "project",
    subcommands: {
      analyze: {
        class: "project",
        flags: "--no-pub --no-fatal-infos --no-fatal-warnings",
        positionals: { rest: "read" },
      },
      test: { ...dartTest, flags: `${dartTest.flags} --no-pub --machine` },
    },
  },
  zig: {
    class: "project",
    subcommands: {
      build: {
        class: "project",
        flags: "--verbose",
        options: { "--summary": /^(?:all|new|failures|none)$/ },
        forms: [/^-Doptimize=(?:Debug|ReleaseSafe|ReleaseFast|ReleaseSmall)$/],
        positionals: { rest: /^(?:test|check|lint|docs)$/ },
      },
      fmt: { class: "project", flags: "--check", needs: "--check", positionals: { rest: "read" } },
      version: { class: "read" },
    },
  },
  swift: { class: "project", subcommands: { "build test": swiftBuild } },
};
