import type { CommandTable } from "../words/command-table.ts";
import { javascriptTools } from "./javascript-tools.ts";
import { SCRIPT_NAME, scriptArguments, scriptNames } from "./script-names.ts";

// Managers of JavaScript packages: the project's own scripts by well-known names, and what is installed. Left out:
// what fetches packages or runs their scripts (`install`, `ci`), and every setting that names a
// program (`--script-shell`, `--node-options`).

const SCRIPTS = scriptNames.join(" ");
const NAMES = { rest: "word" } as const;

/** `manager run NAME …`, where all behind the name is the script's. */
const runNamed: CommandTable = {
  class: "project",
  stopsAtPositional: true,
  flags: "-s --silent --if-present -q --quiet",
  options: { "--filter": "word" },
  positionals: { leading: [SCRIPT_NAME], tail: scriptArguments },
};

/** A tool that is installed already. */
const installedTool: CommandTable = {
  class: "project",
  subcommands: javascriptTools,
};

const NPM_FLAGS =
  "-s --silent -q --quiet --if-present --workspaces -ws --include-workspace-root -iwr --ignore-scripts --no-color --color --no-update-notifier --foreground-scripts --no-fund --no-audit";
const NPM_OPTIONS = {
  "-w --workspace": "word",
  "--loglevel": /^(silent|error|warn|notice|http|info|verbose)$/,
  "--prefix": "read",
  "--color": { optional: /^(always|true|false)$/ },
} as const;

const npmScript: CommandTable = {
  class: "project",
  flags: NPM_FLAGS,
  options: NPM_OPTIONS,
  positionals: scriptArguments.positionals ?? {},
  afterDashes: scriptArguments,
  folder: "--prefix",
};

const npmList: CommandTable = {
  class: "read",
  flags:
    "-a --all --json -l --long --parseable --prod --dev --link --package-lock-only --unicode --workspaces -ws",
  options: {
    "--depth": "number",
    "--omit --include": /^(dev|optional|peer|prod)$/,
    "-w --workspace": "word",
  },
  positionals: NAMES,
};

const npm: CommandTable = {
  class: "project",
  flags: NPM_FLAGS,
  options: NPM_OPTIONS,
  folder: "--prefix",
  subcommands: {
    "test t tst": npmScript,
    "run run-script rum urn": {
      ...npmScript,
      positionals: { leading: [SCRIPT_NAME], rest: { path: "read", matches: /^[\w.,/:@+-]+$/ } },
      bare: true,
    },
    "ls list la ll": npmList,
    "explain why": { class: "read", flags: "--json", positionals: NAMES },
    "root bin prefix": { class: "read", flags: "-g --global" },
    pkg: {
      class: "read",
      subcommands: {
        get: {
          class: "read",
          flags: "--json -ws --workspaces",
          options: { "-w --workspace": "word" },
          positionals: NAMES,
        },
      },
    },
    config: {
      class: "read",
      subcommands: {
        get: {
          class: "read",
          positionals: {
            leading: [/^(registry|prefix|cache|node-version|save-exact|engine-strict)$/],
            min: 1,
          },
        },
      },
    },
    exec: {
      class: "project",
      stopsAtPositional: true,
      flags: "--no --no-install",
      needs: "--no --no-install",
      positionals: { tail: installedTool },
    },
  },
};

const pnpm: CommandTable = {
  class: "project",
  flags:
    "-r --recursive -w --workspace-root -s --silent --if-present --parallel --stream --aggregate-output --no-bail --color --no-color --sort --no-sort",
  options: {
    "-F --filter": "word",
    "-C --dir": "read",
    "--reporter --loglevel": /^[a-z-]+$/,
    "--workspace-concurrency": "number",
  },
  folder: "-C --dir",
  subcommands: {
    ...javascriptTools,
    "test t tst": scriptArguments,
    [SCRIPTS]: scriptArguments,
    "run run-script": runNamed,
    "list ls la ll": {
      class: "read",
      flags: "--json --long --parseable -P --prod -D --dev --only-projects -r --recursive",
      options: { "--depth": "number" },
      positionals: NAMES,
    },
    why: {
      class: "read",
      flags: "--json --long -r --recursive",
      options: { "--depth": "number" },
      positionals: NAMES,
    },
    exec: {
      class: "project",
      stopsAtPositional: true,
      flags: "--no-bail",
      positionals: { tail: installedTool },
    },
    "root bin": { class: "read", flags: "-w" },
  },
};

const yarn: CommandTable = {
  class: "project",
  flags: "-s --silent --no-progress --non-interactive",
  options: { "--cwd": "read" },
  folder: "--cwd",
  subcommands: {
    ...javascriptTools,
    [SCRIPTS]: scriptArguments,
    run: { ...runNamed, subcommands: javascriptTools },
    list: {
      class: "read",
      flags: "--json --prod --production",
      options: { "--depth": "number", "--pattern": "word" },
    },
    why: { class: "read", flags: "-R --recursive", positionals: { leading: ["word"], min: 1 } },
    exec: { class: "project", stopsAtPositional: true, positionals: { tail: installedTool } },
    workspace: {
      class: "project",
      stopsAtPositional: true,
      positionals: {
        leading: [/^[@\w./-]+$/],
        tail: { class: "project", subcommands: { [SCRIPTS]: scriptArguments, run: runNamed } },
      },
    },
    workspaces: { class: "read", subcommands: { "list info": { class: "read", flags: "--json -R" } } },
  },
};

const bunTest: CommandTable = {
  class: "project",
  flags: "--coverage --bail --only --todo --update-snapshots -u --silent",
  options: { "-t --test-name-pattern": "word", "--timeout --rerun-each": "number" },
  positionals: { rest: "read" },
  globs: "rooted",
};

const bun: CommandTable = {
  class: "project",
  flags: "--silent",
  options: { "--filter": "word", "--cwd": "read" },
  folder: "--cwd",
  subcommands: {
    run: runNamed,
    test: bunTest,
    pm: { class: "read", subcommands: { "ls bin": { class: "read", flags: "--all -g" } } },
  },
};

/** `npx` of a tool that is not installed would download it: who judges the call looks whether it is. */
const npx: CommandTable = {
  class: "project",
  stopsAtPositional: true,
  flags: "--no-install --no -q --quiet",
  positionals: { tail: installedTool },
};

const turboTask: CommandTable = {
  class: "project",
  flags: "--force --no-cache --continue --parallel --affected --only --summarize --dry --dry-run",
  options: {
    "-F --filter --log-order --output-logs --env-mode --ui --cache": /^[\w@./:,*!^{}[\]-]+$/,
    "--concurrency": /^\d+%?$/,
  },
  positionals: { rest: SCRIPT_NAME, min: 1 },
  afterDashes: scriptArguments,
};

const turbo: CommandTable = {
  ...turboTask,
  subcommands: {
    run: turboTask,
    ls: { class: "read", flags: "--affected", options: { "-F --filter": "word" } },
  },
};

const NX_FLAGS = "--skip-nx-cache --skipNxCache --verbose --nxBail --all --no-cloud";
const NX_OPTIONS = {
  "-p --projects --exclude --base --head -c --configuration --output-style --outputStyle": /^[\w@./:,*-]+$/,
  "--parallel": "number",
} as const;

const nxMany: CommandTable = {
  class: "project",
  flags: NX_FLAGS,
  options: {
    ...NX_OPTIONS,
    "-t --target --targets": /^((test|build|lint|typecheck|type-check|check|e2e)(,|$))+$/,
  },
  needs: "-t --target --targets",
};

const nx: CommandTable = {
  class: "project",
  flags: NX_FLAGS,
  subcommands: {
    "test build lint typecheck e2e": {
      class: "project",
      flags: NX_FLAGS,
      options: NX_OPTIONS,
      positionals: { leading: [/^[\w@./-]+$/] },
    },
    run: {
      class: "project",
      flags: NX_FLAGS,
      options: NX_OPTIONS,
      positionals: {
        leading: [/^[\w@./-]+:(test|build|lint|typecheck|type-check|check|e2e)(:[\w-]+)?$/],
        min: 1,
      },
    },
    "run-many affected": nxMany,
    show: {
      class: "read",
      subcommands: { "projects project": { class: "read", flags: "--json", positionals: NAMES } },
    },
  },
};

export const packageManagers: Readonly<Record<string, CommandTable>> = {
  npm,
  pnpm,
  yarn,
  bun,
  npx,
  turbo,
  nx,
};
