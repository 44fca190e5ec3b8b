import type { GitSetting } from "./git-config.ts";

/** Settings whose value git runs, or that lead to such ones. Sections and names in small letters, subsections left out. */
const RUNS: ReadonlySet<string> = new Set([
  ...["core.sshcommand", "core.pager", "core.editor", "core.hookspath", "core.askpass", "core.gitproxy"],
  ...["core.alternaterefscommand", "core.worktree", "core.attributesfile", "sequence.editor"],
  ...["credential.helper", "diff.external", "diff.command", "diff.textconv", "merge.driver"],
  ...["filter.clean", "filter.smudge", "filter.process", "difftool.cmd", "difftool.path", "mergetool.cmd"],
  ...["mergetool.path", "gpg.program", "gpg.defaultkeycommand", "uploadpack.packobjectshook"],
  ...["remote.uploadpack", "remote.receivepack", "remote.vcs", "interactive.difffilter", "browser.cmd"],
  ...[
    "browser.path",
    "man.cmd",
    "man.path",
    "trailer.command",
    "trailer.cmd",
    "include.path",
    "includeif.path",
  ],
  ...["init.templatedir", "sendemail.sendmailcmd", "sendemail.tocmd", "sendemail.cccmd", "instaweb.httpd"],
  ...["imap.tunnel", "guitool.cmd", "web.browser", "protocol.allow", "gui.program", "hook.command"],
]);

/** A file system monitor may be git's own or a program. */
const BOOLEAN = /^(?:true|false|yes|no|on|off|1|0|)$/i;

/** The first setting that makes git run a program of the repository's choice, or read another configuration. */
export function findProgramSetting(settings: readonly GitSetting[]): string | undefined {
  return settings.find(({ key, value }) => runsProgram(key, value))?.key;
}

function runsProgram(key: string, value: string): boolean {
  const section = key.slice(0, key.indexOf("."));
  const name = key.slice(key.lastIndexOf(".") + 1);
  if (section === "pager") return !BOOLEAN.test(value);
  if (section === "alias") return value.trimStart().startsWith("!");
  if (section === "submodule" && name === "update") return value.startsWith("!");
  if (section === "core" && name === "fsmonitor") return !BOOLEAN.test(value);
  if (section === "remote" && name === "url") return /^[\w+.-]*::|^ext:/.test(value);
  if (section === "url") return /^ext::/.test(key.slice(section.length + 1));
  return RUNS.has(`${section}.${name}`);
}
