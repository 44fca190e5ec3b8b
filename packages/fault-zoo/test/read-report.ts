import type { Fault } from "@asky/fault-zoo";
import type { PluginReport, StartupReport } from "@asky/sdk";

/** What a terminal shows at once. */
const SCREEN_LINES = 24;

/** Whom the report must name: the faulty plugin, or both of a pair. */
export function culpritsOf({ plugin, companion }: Fault): readonly string[] {
  return [plugin, ...(companion ? [companion.plugin] : [])].sort();
}

/** The plugins that have problems, by name. */
export function troubledIn({ plugins }: StartupReport): readonly PluginReport[] {
  return plugins.filter(({ problems }) => problems.length > 0).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** All codes of a plugin's problems, each once, sorted. */
export function codesOf({ problems }: PluginReport): readonly string[] {
  return [...new Set(problems.map(({ code }) => code))].sort();
}

export function expectedCodes({ expected }: Fault): readonly string[] {
  return [...(expected.code ? [expected.code] : []), ...(expected.alongside ?? [])].sort();
}

export function pluginOf(report: StartupReport, name: string): PluginReport {
  const plugin = report.plugins.find((one) => one.name === name);
  if (!plugin) throw new Error(`The report has no plugin "${name}".`);
  return plugin;
}

/**
 * What the first screen of a printed report says of one plugin: its line and all lines up to the next plugin's, joined
 * as they were before they were wrapped.
 */
export function firstScreenOf(printed: string, name: string): string {
  return blockOf(printed.split("\n").slice(0, SCREEN_LINES), name);
}

/** The same of the whole printed report. */
export function printedOf(printed: string, name: string): string {
  return blockOf(printed.split("\n"), name);
}

function blockOf(lines: readonly string[], name: string): string {
  const isHead = (line: string): boolean => /^[├└]─ /.test(line);
  const from = lines.findIndex((line) => isHead(line) && line.split(/\s+/)[2] === name);
  if (from === -1) throw new Error(`There is no plugin "${name}" in:\n${lines.join("\n")}`);
  const rest = lines.slice(from + 1);
  const to = rest.findIndex(isHead);
  return [lines[from] ?? "", ...rest.slice(0, to === -1 ? undefined : to)]
    .map((line) => line.replace(/^[│ ]+/, ""))
    .join(" ");
}
