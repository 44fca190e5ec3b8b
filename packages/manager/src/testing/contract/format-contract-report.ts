import { createPaint, type Paint } from "../../report/paint.ts";
import { visibleText } from "../../text/visible-text.ts";
import type { ContractReport, RuleReport } from "./contract-report.ts";

/** What {@link formatContractReport} takes. All of it optional. */
export interface FormatContractOptions {
  /** @defaultValue false */
  readonly color?: boolean;
}

/**
 * Puts a report into words for a terminal: a line on all, the broken rules with what was seen and what to do, the rules
 * that were kept, and those that do not apply. Whatever a plugin put into it is shown, never obeyed, by the terminal.
 *
 * @returns lines joined by `\n`, without a last line end.
 */
export function formatContractReport(report: ContractReport, options: FormatContractOptions = {}): string {
  const paint = createPaint(options.color ?? false);
  const of = (verdict: RuleReport["verdict"]): readonly RuleReport[] =>
    report.rules.filter((rule) => rule.verdict === verdict);
  return [
    paint("bold", formatHead(report)),
    ...of("failed").flatMap((rule) => formatBroken(rule, paint)),
    ...of("passed").map(({ id, title }) => `${paint("green", "✔")} ${id}  ${paint("dim", title)}`),
    ...of("not_applicable").map((rule) => formatOther(rule, paint)),
    ...formatNotJudged(of("not_judged"), paint),
  ].join("\n");
}

function formatHead({ subject, passed, failed, notApplicable, notJudged }: ContractReport): string {
  const counts = [
    `${passed} kept`,
    `${failed} broken`,
    ...(notApplicable > 0 ? [`${notApplicable} not applicable`] : []),
    ...(notJudged > 0 ? [`${notJudged} not judged`] : []),
  ];
  return `${visibleText(subject)}: ${counts.join(", ")}`;
}

function formatBroken({ id, title, detail = "", fix = "" }: RuleReport, paint: Paint): readonly string[] {
  return [
    `${paint("red", "✖")} ${paint("bold", id)}  ${title}`,
    `    ${visibleText(detail)}`,
    `    → ${visibleText(fix)}`,
  ];
}

function formatOther({ id, detail = "" }: RuleReport, paint: Paint): string {
  return paint("dim", `○ ${id}  ${visibleText(detail)}`);
}

function formatNotJudged(rules: readonly RuleReport[], paint: Paint): readonly string[] {
  if (rules.length === 0) return [];
  const ids = rules.map(({ id }) => id).join(", ");
  return [paint("dim", `○ Not judged before the broken ones are mended: ${ids}`)];
}
