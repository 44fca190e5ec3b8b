import { quote } from "../../quote.ts";
import type { ShellWord } from "../../shell/shell-script.ts";

// Every sentence in which a table says no.

export const unknownCommand = (name: string): string =>
  `The command ${quote(name)} is in none of the shipped tables.`;

export const namelessCommand = (source: string): string =>
  `What ${quote(source)} runs is only known to the shell.`;

export const unknownOption = (option: string): string =>
  `The option ${quote(option)} is not among those that are known to be harmless here.`;

export const missingValue = (option: string): string => `The option ${quote(option)} lacks its value.`;

export const unexpectedValue = (option: string): string => `The option ${quote(option)} takes no value.`;

export const missingOption = (names: string): string =>
  `Without one of the options ${names.split(" ").map(quote).join(", ")} it does more than is known to be harmless.`;

export const unexpectedWord = ({ source }: ShellWord): string =>
  `The word ${quote(source)} is not expected here.`;

export const inadmissibleWord = ({ source }: ShellWord): string =>
  `The word ${quote(source)} is not one of those that are known to be harmless here.`;

export const uncertainWord = ({ source }: ShellWord): string =>
  `What the shell makes of ${quote(source)} is not known before it runs.`;

export const missingWords = (): string => "It lacks words that it needs.";

export const unknownSubcommand = ({ source }: ShellWord): string =>
  `The subcommand ${quote(source)} is not among those that are known to be harmless.`;

export const missingSubcommand = (): string => "Without a subcommand it is not known to be harmless.";

export const unknownAssignment = (source: string): string =>
  `The assignment ${quote(source)} may change how programs run.`;

export const addedWords = (wrapper: string): string =>
  `The words that ${quote(wrapper)} adds to it are not known before it runs.`;

export const unknownProgram = (language: string, part: string): string =>
  `The part ${quote(part)} of its ${language} text is not known to be harmless.`;

export const changesFiles = (name: string): string => `The command ${quote(name)} changes files.`;

export const isDangerous = (what: string): string => `It ${what}.`;

export const ambiguousPath = ({ source }: ShellWord): string =>
  `The path ${quote(source)} leads upwards from a folder that the command changes to.`;
