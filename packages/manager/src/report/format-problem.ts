import type { Problem, ProblemPlace } from "@asky/sdk";
import { visibleText } from "../text/visible-text.ts";
import type { Paint } from "./paint.ts";

const MIN_WIDTH = 40;

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
  const room = Math.max(MIN_WIDTH, width - indent.length - 2);
  return [
    `${indent}${title}${where}${when}${times}`,
    ...wrap(visibleText(message), room).map((line) => `${indent}  ${line}`),
    ...causes.flatMap((cause) => hang("← ", visibleText(cause), indent, room)),
    ...hang("→ ", visibleText(hint), indent, room),
  ];
}

/** The first line after a mark, the others below its text. */
function hang(mark: string, text: string, indent: string, room: number): readonly string[] {
  const blank = " ".repeat(mark.length);
  return wrap(text, room - mark.length).map(
    (line, index) => `${indent}  ${index === 0 ? mark : blank}${line}`,
  );
}

/** `/config/plugins.toml:4:11`, as editors understand it. */
function formatPlace({ file, line, column }: ProblemPlace): string {
  const position = line === undefined ? "" : `:${line}${column === undefined ? "" : `:${column}`}`;
  return `${visibleText(file)}${position}`;
}

/** Breaks a text between words; a word longer than a line stands alone. */
function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && longer.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}
