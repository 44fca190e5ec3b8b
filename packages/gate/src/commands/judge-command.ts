import type { ShellCommand, ShellWord } from "../shell/shell-script.ts";
import type { CommandVerdict } from "./command-verdict.ts";
import { describeDestruction } from "./describe-destruction.ts";
import { listChangedFiles } from "./list-changed-files.ts";
import { commandTables } from "./tables/command-tables.ts";
import { versionWords } from "./tables/versions.ts";
import type { CommandPlace, CommandTable } from "./words/command-table.ts";
import { expandBraces } from "./words/expand-braces.ts";
import { readCommand } from "./words/read-command.ts";
import {
  addedWords,
  changesFiles,
  isDangerous,
  namelessCommand,
  unknownAssignment,
  unknownCommand,
} from "./words/reasons.ts";
import { isHarmlessSetting, isOwnAssignment } from "./words/word-safety.ts";

/**
 * What the shipped tables say of one simple command as its words stand; its redirections and the script around it are
 * the caller's to judge. Pure.
 */
export function judgeCommand(command: ShellCommand, place: CommandPlace): CommandVerdict {
  const args = command.args.flatMap(expandBraces);
  const destruction = describeDestruction(command, args);
  if (destruction !== undefined) {
    return { class: "destructive", reason: isDangerous(destruction), paths: listChangedFiles(command, args) };
  }
  if (command.name === undefined) return judgeAssignments(command);
  const name = command.name.value;
  if (name === undefined) return unknown(namelessCommand(command.name.source));
  const table = findTable(name);
  if (table === undefined) {
    const paths = listChangedFiles(command, args);
    return { class: "unknown", reason: paths.length > 0 ? changesFiles(name) : unknownCommand(name), paths };
  }
  const setting = command.assignments.find(
    (each) => !isHarmlessSetting(each.name, each.value.value) && !(name === "read" && each.name === "IFS"),
  );
  const answer = asksForHelp(name, args) ? HELP : readCommand(args, table, place);
  if ("problem" in answer) return { class: "unknown", reason: answer.problem, paths: answer.paths };
  const { paths } = answer;
  if (setting) return { class: "unknown", reason: unknownAssignment(setting.source), paths };
  const adder = command.context.find((context) => context.type === "wrapper" && context.takesMore);
  if (adder?.type === "wrapper" && !mayTakeMore(table, adder.name)) {
    return { class: "unknown", reason: addedWords(adder.name), paths };
  }
  return { class: answer.class, reason: "", paths };
}

const HELP = { class: "read", paths: [] } as const;

/** Programs of the tables only tell of themselves then. */
function asksForHelp(name: string, [first, ...others]: readonly ShellWord[]): boolean {
  const word = first?.value ?? "";
  return (
    others.length === 0 && (word === "--version" || word === "--help" || versionWords(name).includes(word))
  );
}

function mayTakeMore({ takesMore }: CommandTable, adder: string): boolean {
  return takesMore === "anything" || (takesMore === "found" && adder === "find");
}

/** `x=1` on its own, or redirections without a command. */
function judgeAssignments({ assignments }: ShellCommand): CommandVerdict {
  const strange = assignments.find(
    (assignment) =>
      !isOwnAssignment(assignment) && !isHarmlessSetting(assignment.name, assignment.value.value),
  );
  return strange ? unknown(unknownAssignment(strange.source)) : { class: "read", reason: "", paths: [] };
}

function unknown(reason: string): CommandVerdict {
  return { class: "unknown", reason, paths: [] };
}

/** `/bin/ls` is `ls`; a program of any other folder may be anything. */
function findTable(name: string): CommandTable | undefined {
  return commandTables.get(name.replace(/^(\/usr)?\/bin\/(?=[^/]+$)/, ""));
}
