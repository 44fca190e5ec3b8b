import { posix } from "node:path";
import type { CommandVerdict } from "../commands/command-verdict.ts";
import { judgeCommand } from "../commands/judge-command.ts";
import { expandBraces } from "../commands/words/expand-braces.ts";
import { isShowable } from "../commands/words/word-safety.ts";
import { quote } from "../quote.ts";
import type { ShellCommand, ShellContext, ShellWord, WordPiece } from "../shell/shell-script.ts";
import { type CallFacts, type CallSurroundings, explainCode } from "./call-surroundings.ts";
import type { PartVerdict } from "./call-verdict.ts";
import { allowsCommand, fitsCommand, takesMore } from "./command-pattern.ts";
import { findGitDanger } from "./git-repository.ts";
import { findMissingTool } from "./installed-tool.ts";
import { type PartPath, pathsOfPart } from "./part-paths.ts";
import { coversPath, touchesPath } from "./path-forms.ts";
import type { PolicyRule } from "./policy.ts";
import { couldName, couldTouch } from "./sample-paths.ts";
import { searchChoice } from "./search-patterns.ts";
import { matchesTool } from "./tool-pattern.ts";

/** What is judged about one command, before the words are chosen. */
export interface PartJudgement extends PartVerdict {
  /** A human has to say yes each time: it may write a file that runs code later, or be what a rule denies. */
  readonly isOnceOnly: boolean;
}

/** What is known of a command's surroundings in its script. */
export interface PartPlace {
  /** Where it may run; `undefined` when nobody knows. */
  readonly directories: readonly string[] | undefined;
  /** Whether it runs what another command of the script fetches from the network. */
  readonly runsFetchedCode: boolean;
}

/** Judges one simple command: rules that deny, the sandbox, what only a human can know, then rules that allow. */
export async function judgePart(
  facts: CallFacts,
  argument: string,
  command: ShellCommand,
  { directories, runsFetchedCode }: PartPlace,
  surroundings: CallSurroundings,
): Promise<PartJudgement> {
  const place = { directory: directories?.length === 1 ? directories[0] : undefined };
  const byTables = judgeCommand(command, place);
  const tables: CommandVerdict = runsFetchedCode ? { ...byTables, ...FETCHED } : byTables;
  const paths = await pathsOfPart(command, tables, directories, surroundings.lookup);
  const rules = surroundings.policy.rules.filter(({ tools }) =>
    tools.some((pattern) => matchesTool(pattern, facts.toolName, facts.origin)),
  );
  const code = codeReason(tables, paths, surroundings.configDir);
  const judged = rules.map((rule) => ({ rule, fit: fitOf(rule, command, tables, paths) }));
  const maybe = judged.find(({ rule, fit }) => rule.action === "deny" && fit === "maybe");
  const conclude = (rest: Pick<PartVerdict, "action" | "reason"> & Partial<PartVerdict>): PartJudgement => ({
    argument,
    source: command.source,
    context: command.context,
    class: tables.class,
    assignments: command.assignments.map(({ source }) => source),
    isPlain: false,
    isViolation: false,
    isOnceOnly: code !== undefined || maybe !== undefined,
    ...rest,
  });

  const violation = paths.find(({ found }) => found.violation !== undefined);
  if (violation) {
    const reason = `${quote(command.source)} uses ${quote(violation.found.source)}, and ${violation.found.violation}.`;
    return conclude({ action: "deny", reason, isViolation: true });
  }
  const deny = judged.find(({ rule, fit }) => rule.action === "deny" && fit === "yes");
  if (deny)
    return conclude({ action: "deny", rule: deny.rule, reason: denialOf(deny.rule, command, tables) });

  const doubts = [
    ...(maybe ? [`${quote(command.source)} may be what the rule ${quote(maybe.rule.name)} denies.`] : []),
    ...doubtsAbout(command, tables, paths),
    ...searchDoubts(command, rules),
    ...(tables.class === "project" ? foreignProject(command, directories) : []),
    ...(tables.class === "project" ? missingTool(command, directories ?? []) : []),
    ...(code === undefined ? [] : [code]),
  ];
  const allow = rules.find((rule) => rule.action === "allow" && allows(rule, command, tables, paths));
  const ask = judged.find(({ rule, fit }) => rule.action === "ask" && fit !== "no")?.rule;
  if (!allow) {
    const reason = [unmatchedReason(command, tables, ask), ...doubts].join(" ");
    return conclude({ action: "ask", ...(ask && { rule: ask }), reason, isPlain: doubts.length === 0 });
  }
  const danger = repositoryDanger(command, directories, surroundings);
  if (danger !== undefined) doubts.push(danger);
  if (doubts.length > 0)
    return conclude({ action: "ask", ...(maybe && { rule: maybe.rule }), reason: doubts.join(" ") });
  return conclude({ action: "allow", rule: allow, reason: "" });
}

const FETCHED = { class: "destructive", reason: "It runs code from the network." } as const;

/** How a rule that asks or denies fits a command. */
function fitOf(
  rule: PolicyRule,
  command: ShellCommand,
  tables: CommandVerdict,
  paths: readonly PartPath[],
): "yes" | "maybe" | "no" {
  const fits = rule.commands?.map((pattern) => fitsCommand(pattern, command, tables.class)) ?? ["yes"];
  const byCommand = fits.includes("yes") ? "yes" : fits.includes("maybe") ? "maybe" : "no";
  if (byCommand === "no" || !rule.paths) return byCommand;
  if (paths.some(({ found }) => found.forms.some((forms) => touchesPath(rule, forms)))) return byCommand;
  // A glob may stand for a file that is not there yet; words that only the shell knows ask anyway.
  const isPossible = paths.some(({ found }) => found.globs.some((glob) => couldTouch(rule, glob)));
  return isPossible ? "maybe" : "no";
}

/** A rule with paths and without commands is about tools that take paths; it allows no program. */
function allows(
  rule: PolicyRule,
  command: ShellCommand,
  tables: CommandVerdict,
  paths: readonly PartPath[],
): boolean {
  if (rule.paths && !rule.commands) return false;
  const isMeant = rule.commands?.some((pattern) => allowsCommand(pattern, command, tables.class)) ?? true;
  if (!isMeant || !rule.paths) return isMeant;
  const named = paths.filter(({ found, isCertain }) => isCertain && !found.isHarmless);
  return (
    named.length > 0 &&
    named.every(
      ({ found }) => found.forms.length > 0 && found.forms.every((forms) => coversPath(rule, forms)),
    )
  );
}

function doubtsAbout(command: ShellCommand, tables: CommandVerdict, paths: readonly PartPath[]): string[] {
  const source = quote(command.source);
  const unclear = paths
    .filter(({ found }) => found.doubt !== undefined)
    .map(({ found }) => `${source} uses ${quote(found.source)}, and ${found.doubt}.`);
  const written = paths.find(
    ({ isRedirect, access, found }) => isRedirect && access === "write" && !found.isHarmless,
  );
  const outside = paths.find(({ isCertain, found }) => !isCertain && found.guess !== undefined);
  const texts = command.redirects.map(({ operator, target, body }) => (operator === "<<<" ? target : body));
  const given = texts.find((text) => text !== undefined && !isShowable(text));
  const secret = command.context.map(secretWord).find((word) => word !== undefined);
  return [
    ...new Set(unclear),
    ...(written ? [`${source} writes ${quote(written.found.source)} by a redirection.`] : []),
    ...(secret
      ? [`The loop around ${source} goes through ${quote(secret.source)}, which may hold a secret.`]
      : []),
    ...(given ? [`${source} is given ${quote(given.source)}, which may hold a secret.`] : []),
    ...(outside ? [`${source} names ${quote(outside.found.source)}, and ${outside.found.guess}.`] : []),
    ...(tables.class === "unknown" && takesMore(command)
      ? [`Another program adds words of its own choice to ${source}.`]
      : []),
  ];
}

const secretWords = new WeakMap<ShellContext, ShellWord | undefined>();

/** The word of a loop that must not be shown; looked for once, since a loop may stand around many commands. */
function secretWord(around: ShellContext): ShellWord | undefined {
  if (around.type !== "loop" || !around.words) return undefined;
  if (!secretWords.has(around))
    secretWords.set(
      around,
      around.words.flatMap(expandBraces).find((word) => !isListable(word)),
    );
  return secretWords.get(around);
}

/** A word of a loop that may be shown; a range in braces is only numbers or letters. */
function isListable(word: ShellWord): boolean {
  return isShowable({ ...word, pieces: word.pieces.filter((piece) => !isRange(piece)) });
}

function isRange(piece: WordPiece): boolean {
  return piece.type === "unknown" && piece.what === "braces";
}

/** A search by name for files that a rule denies; a plain list of names is none. */
function searchDoubts(command: ShellCommand, rules: readonly PolicyRule[]): string[] {
  const { globs, isStrict } = searchChoice(command);
  const rule = rules.find(
    (each) => each.action === "deny" && globs.some((glob) => couldName(each, glob, isStrict)),
  );
  return rule ? [`${quote(command.source)} looks into files that the rule ${quote(rule.name)} denies.`] : [];
}

/** What was put into a project is not the project: its scripts are somebody else's. */
function foreignProject({ source }: ShellCommand, directories: readonly string[] | undefined): string[] {
  if (!directories) return [`Nobody knows in which directory ${quote(source)} runs.`];
  const foreign = directories.find((place) => /\/(?:node_modules|\.git|site-packages)(?:\/|$)/.test(place));
  return foreign === undefined
    ? []
    : [`${quote(source)} runs in ${quote(foreign)}, which is no part of the project.`];
}

function missingTool(command: ShellCommand, directories: readonly string[]): string[] {
  const missing = findMissingTool(command, directories);
  return missing === undefined ? [] : [`For ${quote(command.source)}: ${missing}.`];
}

function codeReason(
  tables: CommandVerdict,
  paths: readonly PartPath[],
  configDir: string | undefined,
): string | undefined {
  for (const { access, found } of paths) {
    // What no table knows may write whatever it names.
    if (access === "read" && tables.class !== "unknown") continue;
    for (const forms of found.forms) {
      const because = explainCode(forms, configDir);
      if (because !== undefined) return `It may write ${quote(found.source)}: ${because}.`;
    }
  }
  return undefined;
}

function repositoryDanger(
  { name }: ShellCommand,
  directories: readonly string[] | undefined,
  { repositories }: CallSurroundings,
): string | undefined {
  if (name?.value === undefined || posix.basename(name.value) !== "git") return undefined;
  if (!directories) return "Nobody knows in which repository git runs.";
  for (const directory of directories) {
    if (!repositories.has(directory)) repositories.set(directory, findGitDanger(directory));
    const danger = repositories.get(directory);
    if (danger !== undefined) return `git runs in a repository that is not plain: ${danger}.`;
  }
  return undefined;
}

function denialOf(rule: PolicyRule, { source }: ShellCommand, tables: CommandVerdict): string {
  if (tables.class === "destructive" && rule.commands?.includes("@destructive")) {
    return [rule.reason, `${quote(source)}: ${tables.reason}`].filter(Boolean).join(" ");
  }
  return rule.reason ?? `The rule ${quote(rule.name)} in ${quote(rule.file)} denies ${quote(source)}.`;
}

function unmatchedReason(
  { source }: ShellCommand,
  { reason }: CommandVerdict,
  ask: PolicyRule | undefined,
): string {
  const head = ask
    ? `${quote(source)} needs a human's consent by the rule ${quote(ask.name)}.`
    : `${quote(source)} needs a human's consent, since no rule allows it.`;
  return [head, ask?.reason, reason].filter((text) => text !== undefined && text !== "").join(" ");
}
