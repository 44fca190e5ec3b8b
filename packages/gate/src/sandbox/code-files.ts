import { isAbsolute, relative, sep } from "node:path";

export interface CodeFileOptions {
  /** The folder of `config.toml` and `plugins.toml`, absolute. */
  readonly configDir?: string;
}

/** Files that some program runs, or takes commands from, without being asked. */
interface CodeFileGroup {
  /** Why such a file is code: what runs it, and when. */
  readonly because: string;
  /** Names, whatever folder they are in; `*` stands for any part of a name. */
  readonly names?: readonly string[];
  /** Folders of which everything counts, themselves included; may be several names, as in `.github/workflows`. */
  readonly folders?: readonly string[];
  /** Paths by their last names, as in `.ssh/config`. */
  readonly paths?: readonly string[];
}

const GROUPS: readonly CodeFileGroup[] = [
  {
    because: "git runs hooks, and programs that its configuration names, also on reading",
    // A `.git` that is a file, and `commondir`, say where git finds hooks and configuration.
    names: [".git", ".gitmodules", ".gitconfig", ".gitattributes", "config.worktree", "gitdir", "commondir"],
    folders: [".git/hooks", ".git/modules", ".git/worktrees", ".githooks", ".config/git"],
    paths: [
      ...[".git/config", ".git/info/attributes", ".git/objects/info/alternates"],
      ...["hooks/pre-*", "hooks/post-*", "hooks/commit-msg", "hooks/prepare-commit-msg", "hooks/update"],
      ...[
        "hooks/reference-transaction",
        "hooks/applypatch-msg",
        "hooks/fsmonitor-watchman",
        "hooks/proc-receive",
      ],
    ],
  },
  {
    because: "a shell runs them when it starts, ends or reads a line",
    names: [
      ...[".bashrc", ".bash_profile", ".bash_login", ".bash_logout", ".bash_aliases", ".bash_completion"],
      ...[".profile", ".login", ".logout", ".zshrc", ".zshenv", ".zprofile", ".zlogin", ".zlogout"],
      ...[".kshrc", ".mkshrc", ".cshrc", ".tcshrc", ".shrc", ".shinit", ".inputrc", ".xonshrc"],
      ...["config.fish", "profile.ps1", "microsoft.powershell_profile.ps1"],
    ],
    folders: [".bashrc.d", ".config/fish", ".zsh", ".oh-my-zsh", ".config/nushell", ".config/powershell"],
    paths: ["etc/profile", "etc/bash.bashrc", "etc/environment", "etc/zsh/*", "etc/profile.d/*"],
  },
  {
    because: "programs and desktops run them when a session starts",
    names: [".xinitrc", ".xprofile", ".xsession", ".xsessionrc", ".pam_environment", "authorized_keys2"],
    folders: [".config/autostart", ".config/environment.d", "library/launchagents", "library/launchdaemons"],
    paths: [".config/plasma-workspace/env/*", ".config/sway/config", ".config/i3/config", ".i3/config"],
  },
  {
    because: "the system runs them at a time or an event",
    names: ["crontab", "*.service", "*.timer", "*.socket", "*.desktop"],
    folders: ["cron.d", "cron.daily", "cron.hourly", "cron.weekly", "cron.monthly", "spool/cron"],
    paths: ["etc/rc.local", "etc/sudoers", "etc/sudoers.d/*", "etc/ld.so.preload", "etc/init.d/*"],
  },
  {
    because: "they let somebody in, or name commands that connections run",
    names: ["authorized_keys"],
    folders: [".ssh"],
  },
  {
    because: "continuous integration runs them, with the project's secrets",
    names: [
      ...[".gitlab-ci.yml", ".gitlab-ci.yaml", ".travis.yml", ".travis.yaml", ".drone.yml", ".drone.yaml"],
      ...["jenkinsfile", "jenkinsfile.*", "azure-pipelines*.yml", "azure-pipelines*.yaml", "appveyor.yml"],
      ...[".appveyor.yml", "bitbucket-pipelines.yml", ".cirrus.yml", ".cirrus.star", "cloudbuild.yaml"],
      ...["cloudbuild.yml", "buildspec.yml", "buildspec.yaml", "codeship-steps.yml", ".woodpecker.yml"],
      ...[".woodpecker.yaml", ".semaphore.yml", "codemagic.yaml", "wercker.yml"],
    ],
    folders: [
      ...[".github/workflows", ".github/actions", ".gitlab/ci", ".circleci", ".buildkite", ".woodpecker"],
      ...[".semaphore", ".azure-pipelines", ".forgejo/workflows", ".gitea/workflows", ".teamcity", ".tekton"],
      ...[".ci"],
    ],
    paths: [".github/dependabot.yml", ".github/dependabot.yaml"],
  },
  {
    because: "an editor runs tasks, tools and settings of the folder that it opens",
    names: [
      ...["*.code-workspace", ".exrc", ".vimrc", "_vimrc", ".gvimrc", ".nvimrc", ".nvim.lua", ".lvimrc"],
      ...[".dir-locals.el", ".dir-locals-2.el", ".emacs", ".emacs.el", "*.sublime-project", ".lazy.lua"],
    ],
    folders: [".vscode", ".idea", ".fleet", ".zed", ".vs", ".nova", ".vim", ".emacs.d", ".config/nvim"],
  },
  {
    because: "entering the folder, or the next command in it, runs them or runs what they name",
    names: [
      ...[".envrc", ".direnvrc", "mise.toml", ".mise.toml", "mise.*.toml", ".mise.*.toml", ".tool-versions"],
      ...[".asdfrc", ".autoenv.zsh", ".autoenv", "devbox.json", "shell.nix"],
    ],
    folders: [".config/direnv", ".direnv", ".config/mise", ".mise", ".asdf"],
  },
  {
    because: "a commit runs them, through a hook that is already installed",
    names: [
      ...[
        "lefthook.yml",
        "lefthook.yaml",
        "lefthook.toml",
        "lefthook.json",
        ".lefthook.*",
        "lefthook-local.*",
      ],
      ...[".lefthook-local.*", ".pre-commit-config.yaml", ".pre-commit-config.yml", ".pre-commit-hooks.yaml"],
      ...[".overcommit.yml", ".simple-git-hooks.*", "simple-git-hooks.*", ".lintstagedrc", ".lintstagedrc.*"],
      ...["lint-staged.config.*", ".huskyrc", ".huskyrc.*"],
    ],
    folders: [".husky", ".lefthook", ".config/husky"],
  },
  {
    because: "a package manager takes registries, scripts and programs from them",
    names: [
      ...[
        ".npmrc",
        ".yarnrc",
        ".yarnrc.yml",
        ".yarnrc.yaml",
        ".pnpmfile.cjs",
        ".pnpmfile.mjs",
        "pnpmfile.js",
      ],
      ...["bunfig.toml", ".bunfig.toml", ".pypirc", "pip.conf", "pip.ini", "uv.toml", ".condarc", ".gemrc"],
      ...["nuget.config", ".curlrc", ".wgetrc", ".netrc"],
    ],
    folders: [".yarn/releases", ".yarn/plugins", ".yarn/sdks", ".cargo", ".config/pip", ".m2", ".mvn"],
    paths: [".bundle/config", ".gradle/init.gradle", ".gradle/init.d/*", ".gradle/gradle.properties"],
  },
  {
    because: "a container of the project runs their commands, also on the host",
    names: [".devcontainer.json"],
    folders: [".devcontainer"],
  },
  {
    because: "an interpreter or debugger runs them whenever it starts there",
    names: [
      ...["sitecustomize.py", "usercustomize.py", "*.pth", ".pythonrc", ".pythonstartup", ".irbrc", ".pryrc"],
      ...[".rprofile", ".gdbinit", ".lldbinit", ".psqlrc", ".sqliterc", ".screenrc"],
      ...[".tmux.conf", ".mailcap", ".lesskey", ".ackrc"],
    ],
    folders: [".ipython/profile_default/startup", ".config/tmux"],
  },
  {
    because: "agents and their hosts start the servers and commands that they name, or obey them",
    names: [".mcp.json", "mcp.json", ".claude.json", ".aider.conf.yml", "opencode.json", "opencode.jsonc"],
    folders: [
      ".claude",
      ".cursor",
      ".codex",
      ".gemini",
      ".continue",
      ".opencode",
      ".windsurf",
      ".kiro",
      ".amazonq",
    ],
  },
];

/** What the host itself reads or imports; see `configDir`. */
const OWN_CONFIGURATION: CodeFileGroup = {
  because: "this host is configured by them, and imports what they name",
  names: ["config.toml", "plugins.toml", "plugins.lock.json", "package.json", ".npmrc"],
  folders: ["policies", "plugins", "node_modules"],
  paths: ["package-lock.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", "yarn.lock"],
};

/** What a bare repository, or a `.git` of another name, has. */
const BARE_REPOSITORY = /\.git\/(?:config|hooks(?:\/.*)?|info\/attributes)$/;

/**
 * Whether a file runs code later without anybody asking for it again: git hooks, shell start-up files, continuous
 * integration, editor tasks and the like, and the host's own configuration. Called by the gate for each path that a call
 * may write; an approval of edits does not cover such a file. What a project runs on request (its build file, its
 * `package.json`) is project code and does not count.
 *
 * Pure: it judges the name alone, without regard to case. Pass the real path, links followed.
 */
export function isCodeFile(path: string, options: CodeFileOptions = {}): boolean {
  return explainCodeFile(path, options) !== undefined;
}

/** Why a file counts as one that runs code later; `undefined` when it does not. */
export function explainCodeFile(path: string, { configDir }: CodeFileOptions = {}): string | undefined {
  const names = namesIn(path);
  for (const group of GROUPS) {
    if (matchesGroup(group, names)) return group.because;
  }
  if (BARE_REPOSITORY.test(names.join("/"))) return GROUPS[0]?.because;
  if (configDir === undefined || !isAbsolute(path)) return undefined;
  const own = namesIn(relative(configDir.toLowerCase(), path.toLowerCase()));
  if (own[0] === "..") return undefined;
  return own.length === 0 || matchesOwn(own) ? OWN_CONFIGURATION.because : undefined;
}

function matchesGroup(
  { names = [], folders = [], paths = [] }: CodeFileGroup,
  parts: readonly string[],
): boolean {
  const last = parts.at(-1) ?? "";
  if (names.some((pattern) => matchesName(pattern, last))) return true;
  if (
    paths.some((pattern) => matchesAt(pattern.split("/"), parts, parts.length - pattern.split("/").length))
  ) {
    return true;
  }
  return folders.some((pattern) => {
    const wanted = pattern.split("/");
    return parts.some((_, at) => matchesAt(wanted, parts, at));
  });
}

function matchesOwn(parts: readonly string[]): boolean {
  const { names = [], folders = [], paths = [] } = OWN_CONFIGURATION;
  const first = parts[0] ?? "";
  return folders.includes(first) || (parts.length === 1 && [...names, ...paths].includes(first));
}

function matchesAt(wanted: readonly string[], parts: readonly string[], at: number): boolean {
  return at >= 0 && wanted.every((pattern, index) => matchesName(pattern, parts[at + index]));
}

/** `*` stands for any characters; a name is short, so the pieces are simply looked for in order. */
function matchesName(pattern: string, name: string | undefined): boolean {
  if (name === undefined) return false;
  const [start = "", ...pieces] = pattern.split("*");
  const end = pieces.pop();
  if (end === undefined) return name === start;
  if (name.length < start.length + end.length || !name.startsWith(start) || !name.endsWith(end)) return false;
  let at = start.length;
  return pieces.every((piece) => {
    const found = name.indexOf(piece, at);
    at = found + piece.length;
    return found !== -1 && at <= name.length - end.length;
  });
}

/** Some file systems take these for the same name, so all count as one: capitals, invisible characters, dots at the end. */
function namesIn(path: string): readonly string[] {
  const separators = sep === "\\" ? /[\\/]+/ : /\/+/;
  return path
    .split(separators)
    .filter((name) => name !== "" && name !== ".")
    .map(foldName);
}

function foldName(name: string): string {
  if (name === "..") return name;
  const folded = name
    .normalize("NFC")
    .replaceAll(/\p{Cf}/gu, "")
    .replace(/[. ]+$/, "")
    .toLowerCase();
  return folded === "git~1" ? ".git" : folded;
}
