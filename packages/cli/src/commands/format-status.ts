import type { DaemonStatus } from "@asky/engine";
import type { Output } from "../io/output.ts";
import { formatColumns } from "../text/columns.ts";
import { visibleLine } from "../text/visible.ts";

/** What a daemon says of itself, as rows: the process, then its servers. */
export function formatStatus(
  { pid, configDir, startedAt, turns, servers }: DaemonStatus,
  { style }: Pick<Output, "style">,
): string {
  const facts = [
    ["process", `${pid}`],
    ["config dir", visibleLine(configDir)],
    ["since", startedAt],
    ["turns", `${turns}`],
    ["servers", servers.length === 0 ? "none" : `${servers.length}`],
  ];
  const rows = servers.map(({ name, plugin, state, isRunning }) => [
    style(isRunning ? "green" : "red", isRunning ? "✔" : "✖"),
    visibleLine(name),
    isRunning ? "runs" : state === "started" ? "does not answer" : state,
    `of ${visibleLine(plugin)}`,
  ]);
  return formatColumns(facts) + formatColumns(rows, "  ");
}
