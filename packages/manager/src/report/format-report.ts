import type { PluginReport, PluginState, StartupReport } from "@asky/sdk";
import { quote, shortText } from "../text/visible-text.ts";
import { formatChanges } from "./format-changes.ts";
import { formatProblem } from "./format-problem.ts";
import { createPaint, type Paint, type Style } from "./paint.ts";
import { wrapText } from "./wrap-text.ts";

/** What {@link formatReport} takes. All of it optional. */
export interface FormatReportOptions {
  /** @defaultValue false */
  readonly color?: boolean;
  /** Columns of the terminal; lists and problems are wrapped to them. @defaultValue 100 */
  readonly width?: number;
}

/** So many plugins fit on one screen, with what went wrong. */
const ONE_SCREEN = 12;

/** Legal names are shorter. Whatever else somebody has written must not push everything off the screen either. */
const NAME_LENGTH = 64;
const TEXT_LENGTH = 120;
const MOST_NAMES = 16;

const STATES: Readonly<Record<PluginState, { readonly mark: string; readonly style: Style }>> = {
  started: { mark: "✔", style: "green" },
  active: { mark: "✔", style: "green" },
  loaded: { mark: "◦", style: "dim" },
  stopped: { mark: "■", style: "dim" },
  failed: { mark: "✖", style: "red" },
  skipped: { mark: "⊘", style: "yellow" },
  disabled: { mark: "○", style: "dim" },
};

/**
 * Puts a report into words for a terminal: a line on all, the faults of files, then each plugin with what it uses and
 * what went wrong. Plugins stand in the order of the report; where there are more than twelve, those in trouble come
 * first. Whatever plugins or files put into it is shown, never obeyed, by the terminal.
 *
 * @returns lines joined by `\n`, without a last line end.
 */
export function formatReport(report: StartupReport, options: FormatReportOptions = {}): string {
  const { color = false, width = 100 } = options;
  const paint = createPaint(color);
  const faults = report.problems.flatMap((problem) => ["", ...formatProblem(problem, "  ", width, paint)]);
  const nameWidth = Math.max(0, ...report.plugins.map(({ name }) => shownName(name).length));
  const ordered = report.plugins.length > ONE_SCREEN ? troubledFirst(report.plugins) : report.plugins;
  const plugins = ordered.flatMap((plugin, index) => {
    const isLast = index === ordered.length - 1;
    return formatPlugin(plugin, { isLast, nameWidth, width, paint });
  });
  return [
    paint("bold", formatHeader(report)),
    ...formatChanges(report).map((line) => paint("dim", line)),
    ...faults,
    ...(faults.length > 0 && plugins.length > 0 ? [""] : []),
    ...plugins,
  ].join("\n");
}

function formatHeader({ plugins, durationMs, configDir }: StartupReport): string {
  if (plugins.length === 0) return `No plugins in ${quote(configDir)}`;
  const counts = (Object.keys(STATES) as PluginState[])
    .map((state) => ({ state, count: plugins.filter((plugin) => plugin.state === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${count} ${state}`);
  const total = plugins.length === 1 ? "1 plugin" : `${plugins.length} plugins`;
  return `${total}: ${counts.join(", ")}, ${formatMs(durationMs)}`;
}

/** Those with errors, then those with warnings, then the others; each group in the order given. */
function troubledFirst(plugins: readonly PluginReport[]): readonly PluginReport[] {
  const rank = ({ problems }: PluginReport): number =>
    problems.some(({ severity }) => severity === "error") ? 0 : problems.length > 0 ? 1 : 2;
  return plugins.toSorted((a, b) => rank(a) - rank(b));
}

function shownName(name: string): string {
  return shortText(name, NAME_LENGTH);
}

interface PluginLayout {
  readonly isLast: boolean;
  readonly nameWidth: number;
  readonly width: number;
  readonly paint: Paint;
}

function formatPlugin(
  plugin: PluginReport,
  { isLast, nameWidth, width, paint }: PluginLayout,
): readonly string[] {
  const { mark, style } = STATES[plugin.state];
  const branch = isLast ? "└─" : "├─";
  const stem = isLast ? "   " : "│  ";
  const name = shownName(plugin.name).padEnd(nameWidth);
  const details = describePlugin(plugin);
  const state = details === "" ? plugin.state : plugin.state.padEnd(8);
  const head = [`${branch} ${paint(style, mark)} ${paint("bold", name)}`, paint(style, state), details];
  const used = describeUse(plugin);
  return [
    head.join("  ").trimEnd(),
    ...(used === ""
      ? []
      : wrapText(used, width - stem.length - 2).map((line) => paint("dim", `${stem}  ${line}`))),
    ...plugin.problems.flatMap((problem) => formatProblem(problem, `${stem}  `, width, paint)),
  ];
}

/** Version, contract, package, times: whatever is known. */
function describePlugin({ version, contract, package: from, module, timings }: PluginReport): string {
  const origin = from ? `${from.name}@${from.version}` : module;
  const times = (["import", "init", "start", "stop"] as const).flatMap((phase) => {
    const ms = timings[`${phase}Ms`];
    return ms === undefined ? [] : [`${phase} ${formatMs(ms)}`];
  });
  return [version, contract, origin, times.join(", ")]
    .filter((text) => text !== undefined && text !== "")
    .map((text) => shortText(String(text), TEXT_LENGTH))
    .join("  ");
}

function describeUse({ hooks, events, services, dependencies }: PluginReport): string {
  const groups: readonly (readonly [string, readonly string[]])[] = [
    ["after", dependencies],
    ["hooks", hooks.map(({ point }) => point)],
    ["events", events],
    ["services", services],
  ];
  return groups
    .filter(([, names]) => names.length > 0)
    .map(([title, names]) => `${title} ${listNames([...new Set(names)])}`)
    .join("; ");
}

function listNames(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  const shown = names.slice(0, MOST_NAMES).map(shownName);
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join(", ");
}

function formatMs(ms: number): string {
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`;
}
