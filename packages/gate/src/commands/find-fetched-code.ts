import type { ShellCommand, ShellScript, ShellWord } from "../shell/shell-script.ts";

const FETCHES: ReadonlySet<string> = new Set(
  "curl wget wget2 aria2c fetch http https xh nc ncat netcat socat ftp tftp scp sftp lynx".split(" "),
);
const INTERPRETS =
  /^(?:ba|da|z|k|c|tc|fi|a|mk)?sh$|^(?:python|perl|ruby|php|lua|pypy)[\d.]*$|^(?:node|nodejs|deno|bun|osascript|pwsh|tclsh|Rscript|source|eval|\.)$/;
const STANDARD_INPUT = /^(?:-|\/dev\/stdin|\/dev\/fd\/0|\/proc\/self\/fd\/0)$/;

/**
 * The command of a script that runs what another one fetches from the network: `curl … | sh`, `bash -c "$(curl …)"`,
 * `source <(curl …)`. Pure.
 */
export function findFetchedCode({ commands }: ShellScript): ShellCommand | undefined {
  const fetchers = commands.filter(({ name }) => FETCHES.has(baseOf(name)));
  return commands.find((command) => {
    if (!INTERPRETS.test(baseOf(command.name))) return false;
    const isFed = (readsInput(command) && isPiped(command)) || takesExpansion(command);
    return isFed && fetchers.some((fetcher) => isBefore(fetcher, command));
  });
}

function isBefore(fetcher: ShellCommand, command: ShellCommand): boolean {
  const isInside = fetcher.context.some(({ type }) => type === "substitution" || type === "process");
  return takesExpansion(command) ? isInside : fetcher.offset <= command.offset;
}

function isPiped({ context }: ShellCommand): boolean {
  return context.some(({ type }) => type === "pipe");
}

/** Whether no word names a file to run, so that the program is read from its input. */
function readsInput({ args }: ShellCommand): boolean {
  const [first] = args.filter(
    ({ value }) => !/^-[a-z]*$/.test(value ?? "") || value === "-c" || value === "-e",
  );
  const isGiven = args.some(({ value }) => value === "-s" || value === "-");
  return isGiven || first === undefined || STANDARD_INPUT.test(first.value ?? "");
}

function takesExpansion({ args }: ShellCommand): boolean {
  return args.some(({ pieces }) => pieces.some(({ type }) => type === "substitution" || type === "process"));
}

function baseOf(name: ShellWord | undefined): string {
  return name?.value?.replace(/^.*\//, "") ?? "";
}
