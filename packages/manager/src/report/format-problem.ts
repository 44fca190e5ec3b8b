import type { Problem, ProblemPlace } from "@asky/sdk";
import { visibleText } from "../text/visible-text.ts";
import type { Paint } from "./paint.ts";
import { wrapText } from "./wrap-text.ts";

/** One problem as lines: code and place, what happened, what caused it, what to do next. */
export function formatProblem(
  problem: Problem,
  indent: string,
  width: number,
  paint: Paint,
): readonly string[] {
  const { severity, code, place, message, causes = [], hint, count, generation } = problem;
  const title = paint(severity === "error" ? "red" : "yellow", `${severity} ${visibleText(code)}`);
  const where = place ? `  ${paint("dim", formatPlace(place))}` : "";
  const times = count !== undefined && count > 1 ? `  ${count} times` : "";
  const when = generation === undefined ? "" : `  ${paint("dim", `generation ${generation}`)}`;
  const room = width - indent.length - 2;
  return [
    `${indent}${title}${where}${when}${times}`,
    ...wrapText(visibleText(message), room).map((line) => `${indent}  ${line}`),
    ...causes.flatMap((cause) => hang("← ", visibleText(cause), indent, room)),
    ...hang("→ ", visibleText(hint), indent, room),
  ];
}

/** The first line after a mark, the others below its text. */
function hang(mark: string, text: string, indent: string, room: number): readonly string[] {
  const blank = " ".repeat(mark.length);
  return wrapText(text, room - mark.length).map(
    (line, index) => `${indent}  ${index === 0 ? mark : blank}${line}`,
  );
}

/** `/config/plugins.toml:4:11`, as editors understand it. */
function formatPlace({ file, line, column }: ProblemPlace): string {
  const position = line === undefined ? "" : `:${line}${column === undefined ? "" : `:${column}`}`;
  return `${visibleText(file)}${position}`;
}
