import { findFetchedCode } from "../commands/find-fetched-code.ts";
import { quote } from "../quote.ts";
import { parseScript } from "../shell/parse-script.ts";
import type { ShellCommand, ShellDoubt, ShellScript } from "../shell/shell-script.ts";
import type { CallFacts, CallSurroundings } from "./call-surroundings.ts";
import { judgePart, type PartJudgement, type PartPlace } from "./judge-part.ts";
import { createLoopValues } from "./loop-values.ts";
import type { PolicyAction } from "./policy.ts";
import { showsAnyFile } from "./search-patterns.ts";
import type { ShellArgument } from "./shell-arguments.ts";
import { createDirectoryTracker } from "./track-directory.ts";

/** No system hands more to a shell in one argument. */
const MAX_CHARS = 131_072;

/** More than this take too long to judge, and none of them may be left out. */
const MAX_COMMANDS = 10_000;

/** What is judged about one shell text. */
export interface ShellJudgement {
  /** Why it is denied as it is, as a full sentence; nothing else is said of it then. */
  readonly refusal?: string;
  readonly parts: readonly PartJudgement[];
  readonly doubts: readonly ShellDoubt[];
}

/** Judges every simple command of a shell text, in order and without a limit: a rule that denies must see all of them. */
export async function judgeShell(
  facts: CallFacts,
  { label, text }: ShellArgument,
  surroundings: CallSurroundings,
): Promise<ShellJudgement> {
  if (text.length > MAX_CHARS) return refuse(`The commands are longer than ${MAX_CHARS} characters.`);
  const script = await parseScript(text);
  if (script.commands.length > MAX_COMMANDS)
    return refuse(`There are more than ${MAX_COMMANDS} commands to judge.`);
  const tracker = createDirectoryTracker(text, surroundings.lookup.area.directory);
  const fetched = findFetchedCode(script);
  const loopValues = createLoopValues(script);
  const parts: PartJudgement[] = [];
  for (const [index, command] of script.commands.entries()) {
    const place = { directories: await tracker.before(command), runsFetchedCode: command === fetched };
    const part = await judgeVariants(facts, label, loopValues(command), place, surroundings);
    parts.push(
      part.action === "allow" ? withNeighbours(part, command, script.commands.slice(0, index)) : part,
    );
  }
  return { parts, doubts: doubtsOf(script) };
}

function refuse(refusal: string): ShellJudgement {
  return { refusal, parts: [], doubts: [] };
}

const SEVERITY: readonly PolicyAction[] = ["allow", "ask", "deny"];

/** The worst judgement of all that a command may come to. */
async function judgeVariants(
  facts: CallFacts,
  label: string,
  [first, ...others]: readonly [ShellCommand, ...ShellCommand[]],
  place: PartPlace,
  surroundings: CallSurroundings,
): Promise<PartJudgement> {
  let worst = await judgePart(facts, label, first, place, surroundings);
  for (const variant of others) {
    const part = await judgePart(facts, label, variant, place, surroundings);
    const isOnceOnly = worst.isOnceOnly || part.isOnceOnly;
    const isWorse = SEVERITY.indexOf(part.action) > SEVERITY.indexOf(worst.action);
    worst = { ...(isWorse || (part.isViolation && !worst.isViolation) ? part : worst), isOnceOnly };
  }
  return worst;
}

/** What only shows beside the commands before it. */
function withNeighbours(
  part: PartJudgement,
  command: ShellCommand,
  before: readonly ShellCommand[],
): PartJudgement {
  if (!showsAnyFile(command, before)) return part;
  const { rule: _, ...rest } = part;
  return {
    ...rest,
    action: "ask",
    reason: `${quote(command.source)} shows every file that find comes upon; name the files with -name.`,
  };
}

function doubtsOf({ text, commands, doubts }: ShellScript): readonly ShellDoubt[] {
  if (commands.length > 0 || doubts.length > 0) return doubts;
  return [{ offset: 0, source: text.slice(0, 200), reason: "There is no command in it." }];
}
