import { type AuditRecord, memberText } from "./audit-record.ts";
import { escapeLine } from "./escape-text.ts";

const GROUPS = ["event", "decision", "tool_name", "risk_level"] as const;
const MAX_ROWS = 12;
const BAR_WIDTH = 30;

/** Counts records by what they are, in memory that does not grow with the log. */
export class Statistics {
  readonly #counts: Map<string, Map<string, number>> = new Map(GROUPS.map((group) => [group, new Map()]));
  #total = 0;

  add(record: AuditRecord): void {
    this.#total += 1;
    for (const [group, counts] of this.#counts) {
      const value = memberText(record, group);
      const isNew = !counts.has(value);
      // A model can make up names without end.
      const key = isNew && counts.size >= 1000 ? "(others)" : value;
      if (value !== "") counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }

  toJson(): {
    readonly records: number;
    readonly [group: string]: number | Readonly<Record<string, number>>;
  } {
    const groups = [...this.#counts].map(([group, counts]) => [group, Object.fromEntries(sorted(counts))]);
    return { records: this.#total, ...Object.fromEntries(groups) };
  }

  /** A bar for each value, the most frequent first. */
  toChart(): string {
    const charts = [...this.#counts]
      .filter(([, counts]) => counts.size > 0)
      .map(([group, counts]) => chart(group, counts));
    return [`${this.#total} records`, ...charts].join("\n\n");
  }
}

function chart(group: string, counts: ReadonlyMap<string, number>): string {
  const all = sorted(counts);
  const rows = all
    .slice(0, MAX_ROWS)
    .map(([value, count]) => [escapeLine(value).slice(0, 40), count] as const);
  const most = Math.max(...rows.map(([, count]) => count));
  const width = Math.max(...rows.map(([value]) => value.length));
  const lines = rows.map(([value, count]) => {
    const bar = "█".repeat(Math.max(1, Math.round((count / most) * BAR_WIDTH)));
    return `  ${value.padEnd(width)}  ${bar} ${count}`;
  });
  const rest = all.length - rows.length;
  return [group, ...lines, ...(rest > 0 ? [`  … ${rest} more`] : [])].join("\n");
}

function sorted(counts: ReadonlyMap<string, number>): readonly (readonly [string, number])[] {
  return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
}
