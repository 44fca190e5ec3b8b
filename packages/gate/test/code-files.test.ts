import { explainCodeFile, isCodeFile } from "@asky/gate";
import { describe, expect, test } from "vitest";

const CODE: Readonly<Record<string, readonly string[]>> = {
  git: [
    ...[".git/hooks/pre-commit", ".git/hooks", ".git/config", ".git/info/attributes", ".git", "sub/.git"],
    ...[
      ".gitmodules",
      ".gitattributes",
      "sub/.gitattributes",
      ".git/modules/sub/config",
      ".git/config.worktree",
    ],
    ...[
      ".git/worktrees/w/gitdir",
      ".git/commondir",
      ".githooks/pre-push",
      "mirror.git/config",
      "mirror.git/hooks/update",
    ],
    ...["bare/hooks/post-receive", ".gitconfig", ".config/git/config"],
  ],
  shells: [
    ...[
      ".bashrc",
      ".bash_profile",
      ".bash_login",
      ".bash_logout",
      ".profile",
      ".zshrc",
      ".zshenv",
      ".zprofile",
    ],
    ...[
      ".zlogin",
      ".inputrc",
      ".config/fish/config.fish",
      ".config/fish/functions/ls.fish",
      ".kshrc",
      ".cshrc",
    ],
  ],
  "the system": [
    ...[
      ".config/autostart/x.desktop",
      "crontab",
      "etc/cron.d/x",
      ".config/systemd/user/x.service",
      "x.timer",
    ],
    ...["Library/LaunchAgents/x.plist", "etc/profile.d/x.sh", "etc/sudoers", "etc/ld.so.preload"],
  ],
  ssh: [".ssh/authorized_keys", ".ssh/config", ".ssh/rc", "authorized_keys"],
  "continuous integration": [
    ...[".github/workflows/ci.yml", ".github/actions/x/action.yml", ".gitlab-ci.yml", ".circleci/config.yml"],
    ...[
      "Jenkinsfile",
      "ci/Jenkinsfile.release",
      "azure-pipelines.yml",
      "azure-pipelines-nightly.yml",
      ".travis.yml",
    ],
    ...[
      "bitbucket-pipelines.yml",
      ".drone.yml",
      ".buildkite/pipeline.yml",
      ".ci/run",
      ".github/dependabot.yml",
    ],
  ],
  editors: [
    ...[
      ".vscode/tasks.json",
      ".vscode/settings.json",
      ".idea/workspace.xml",
      "x.code-workspace",
      ".exrc",
      ".vimrc",
    ],
    ...[".nvimrc", ".nvim.lua", ".dir-locals.el", "sub/.vscode/launch.json", ".zed/tasks.json"],
  ],
  "entering a folder": [
    ".envrc",
    "mise.toml",
    ".mise.local.toml",
    ".tool-versions",
    ".config/mise/config.toml",
  ],
  commits: [
    ...[".husky/pre-commit", ".husky/_/h", "lefthook.yml", ".lefthook.toml", "lefthook-local.yml"],
    ...[".pre-commit-config.yaml", ".lintstagedrc.json", "lint-staged.config.js"],
  ],
  "package managers": [
    ...[
      ".npmrc",
      "sub/.npmrc",
      ".yarnrc",
      ".yarnrc.yml",
      ".yarn/releases/yarn.cjs",
      ".pnpmfile.cjs",
      "bunfig.toml",
    ],
    ...[".cargo/config", ".cargo/config.toml", "pip.conf", ".mvn/extensions.xml", ".gradle/init.d/x.gradle"],
  ],
  containers: [".devcontainer/devcontainer.json", ".devcontainer.json"],
  interpreters: ["sitecustomize.py", "x.pth", ".gdbinit", ".irbrc", ".tmux.conf"],
  agents: [
    ...[
      ".mcp.json",
      ".claude/settings.json",
      ".claude/settings.local.json",
      ".cursor/mcp.json",
      ".vscode/mcp.json",
    ],
    ...[".codex/config.toml", ".gemini/settings.json", ".claude/commands/x.md"],
  ],
};

const PROJECT = [
  ...[
    "README.md",
    "src/index.ts",
    "package.json",
    "Makefile",
    "Dockerfile",
    "build.rs",
    "setup.py",
    "CMakeLists.txt",
  ],
  ...[
    ".gitignore",
    "sub/.gitignore",
    ".git/HEAD",
    ".git/index",
    ".git/refs/heads/main",
    ".git/COMMIT_EDITMSG",
  ],
  ...[
    ".editorconfig",
    ".prettierrc",
    "tsconfig.json",
    "pnpm-lock.yaml",
    "src/git/config",
    "hooks/use-state.ts",
  ],
  ...[
    "src/hooks/update-user.ts",
    "config.toml",
    "plugins.toml",
    "policies/x.toml",
    "user.service.ts",
    "git",
    "bashrc",
  ],
  ...[
    ".github/ISSUE_TEMPLATE/bug.md",
    ".github/CODEOWNERS",
    "vscode/tasks.json",
    "my.npmrc.md",
    "x.envrc.bak",
  ],
  ...[
    "docs/ssh/config.md",
    "etc",
    "workflows/ci.yml",
    "a.git-config",
    ".github",
    "src/config.fish.ts",
    "jenkins.md",
  ],
];

describe("files that run code later", () => {
  test.each(Object.entries(CODE))("of %s", (_, files) => {
    for (const file of files) {
      expect(isCodeFile(`/srv/project/${file}`), file).toBe(true);
      expect(isCodeFile(`/srv/project/${file.toUpperCase()}`), file).toBe(true);
      expect(isCodeFile(file), file).toBe(true);
      expect(explainCodeFile(file), file).toMatch(/^[^.]{20,}$/);
    }
  });

  test.each(PROJECT)("but not %s", (file) => {
    expect(isCodeFile(`/srv/project/${file}`)).toBe(false);
    expect(isCodeFile(`/srv/project/${file}`, { configDir: "/home/me/.config/asky" })).toBe(false);
  });

  test("also by a name that only some file system takes for it", () => {
    for (const file of [
      ".g\u{200C}it/config",
      ".git./config",
      ".git /hooks/x",
      "GIT~1/config",
      ".BASHRC.",
      ".npmrc ",
    ]) {
      expect(isCodeFile(`/srv/project/${file}`), file).toBe(true);
    }
  });
});

describe("the host's own configuration", () => {
  const configDir = "/home/me/.config/asky";

  test.each([
    ...[
      "config.toml",
      "plugins.toml",
      "plugins.lock.json",
      "policies",
      "policies/x.toml",
      "plugins/x.toml",
      "",
    ],
    ...["package.json", "node_modules/x/index.js", "Policies/X.toml", "pnpm-lock.yaml"],
  ])("counts: %s", (file) => {
    expect(isCodeFile(`${configDir}/${file}`, { configDir })).toBe(true);
    expect(isCodeFile(`${configDir}/./sub/../${file}`, { configDir })).toBe(true);
    expect(isCodeFile(`${configDir}-two/${file}`, { configDir })).toBe(false);
  });

  test("its data does not", () => {
    expect(isCodeFile(`${configDir}/data/notes/x.json`, { configDir })).toBe(false);
    expect(isCodeFile(`${configDir}/audit/manifest.jsonl`, { configDir })).toBe(false);
  });
});
