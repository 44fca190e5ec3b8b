import type { ShellWord } from "../../shell/shell-script.ts";
import type { CommandPath } from "../command-verdict.ts";
import { admitWord, type WordPosition } from "../words/admit-word.ts";
import type { CommandReading } from "../words/command-table.ts";
import { missingValue, uncertainWord, unknownOption } from "../words/reasons.ts";
import { headOf } from "../words/word-safety.ts";

const ALONE: ReadonlySet<string> = new Set(
  "-print -print0 -empty -daystart -depth -mount -xdev -nogroup -nouser -prune -readable -writable -executable -true -false -quit -not -a -and -o -or ! ( ) , -noleaf -ls -nowarn -warn -ignore_readdir_race".split(
    " ",
  ),
);
const WITH_WORD: ReadonlySet<string> = new Set(
  "-name -iname -path -ipath -wholename -iwholename -regex -iregex -type -xtype -size -mtime -mmin -atime -amin -ctime -cmin -maxdepth -mindepth -perm -user -group -uid -gid -links -inum -fstype -regextype -printf -lname -ilname -used -newermt -newerct -newerat -newerBt".split(
    " ",
  ),
);
const WITH_FILE: ReadonlySet<string> = new Set("-newer -anewer -cnewer -samefile".split(" "));
const JOINERS: ReadonlySet<string> = new Set("-o -or ! -not , ( )".split(" "));
const START: WordPosition = { globs: "rooted", isAttached: false, takesStreams: false };

/**
 * Reads what find looks for. Commands that it runs stand in the script on their own; they are admitted only for
 * results that are sure to be no links, which lead anywhere.
 */
export function readFindExpression(args: readonly ShellWord[]): CommandReading | string {
  const paths: CommandPath[] = [];
  const start = args[0]?.value === "-P" ? 1 : 0;
  let at = start;
  for (; at < args.length; at += 1) {
    const word = args[at];
    if (word === undefined || /^[-(!,)]/.test(headOf(word))) break;
    const admission = admitWord("read", word, START);
    if ("problem" in admission) return admission.problem;
    paths.push(...admission.paths);
  }
  const positionals = args.slice(start, at);
  const names: string[] = [];
  let shows = false;
  let findsFiles = false;
  for (; at < args.length; at += 1) {
    const word = args[at] as ShellWord;
    const name = word.value;
    if (name === undefined) return uncertainWord(word);
    names.push(name);
    if (ALONE.has(name)) continue;
    if (name === "-exec" || name === "-execdir") {
      const end = findEnd(args, at + 1);
      if (end < 0) return missingValue(name);
      shows ||= !onlyTells(args.slice(at + 1, end));
      at = end;
      continue;
    }
    if (!WITH_WORD.has(name) && !WITH_FILE.has(name)) return unknownOption(name);
    at += 1;
    const value = args[at];
    if (value === undefined) return missingValue(name);
    if (name === "-type" && value.value === "f") findsFiles = true;
    if (WITH_FILE.has(name)) {
      const admission = admitWord("read", value, { ...START, globs: "none" });
      if ("problem" in admission) return admission.problem;
      paths.push(...admission.paths);
    } else if (value.value === undefined && !isNamePattern(value)) {
      return uncertainWord(value);
    }
  }
  const isSimple = !names.some((name) => JOINERS.has(name));
  if (shows && !(findsFiles && isSimple)) return LACKS_TYPE;
  return { class: "read", options: names.map((name) => ({ name })), positionals, paths };
}

const LACKS_TYPE =
  'What it runs may be handed links that lead anywhere: "-type f" keeps them out, without "-o" and "!".';
const TELLERS: ReadonlySet<string> = new Set(
  "wc ls stat file du basename dirname realpath readlink echo printf test [".split(" "),
);

/** Whether a command tells of files, their size or names, and shows nothing that is in them. */
function onlyTells([name, ...args]: readonly ShellWord[]): boolean {
  if (TELLERS.has(name?.value ?? "")) return true;
  return (
    /^[ef]?grep$/.test(name?.value ?? "") && args.some(({ value }) => /^-[a-zA-Z]*[lLcq]/.test(value ?? ""))
  );
}

/** `*.ts` without quotes: the files it stands for are named like no option. */
function isNamePattern({ pieces }: ShellWord): boolean {
  const last = pieces.at(-1);
  const isFixed = last?.type === "text" && last.text.includes(".") && !last.text.includes("/");
  return isFixed && pieces.every(({ type }) => type === "text" || type === "glob");
}

/** The word that ends the command behind `-exec`. */
function findEnd(args: readonly ShellWord[], from: number): number {
  for (let at = from; at < args.length; at += 1) {
    const value = args[at]?.value;
    if (value === ";" && at > from) return at;
    if (value === "+" && args[at - 1]?.value === "{}" && at - 1 > from) return at;
  }
  return -1;
}
