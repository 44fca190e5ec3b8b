import { type AuditRecord, memberText } from "./audit-record.ts";
import { escapeLine } from "./escape-text.ts";

const INPUT_WIDTH = 100;

/** A record on one line, for a list. */
export function formatLine(record: AuditRecord): string {
  const text = (name: string): string => escapeLine(memberText(record, name));
  const facts = [
    text("timestamp"),
    text("seq").padStart(6),
    text("event").padEnd(18),
    verdictOf(record).padEnd(8),
    text("tool_name") || text("operation"),
    text("call_id"),
    shorten(text("reason") || text("rejection_reason") || text("tool_input") || text("details")),
  ];
  return facts
    .filter((fact) => fact !== "")
    .join("  ")
    .trimEnd();
}

/** A record with all its members, one a line. */
export function formatRecord(record: AuditRecord): string {
  const names = Object.keys(record);
  const width = Math.max(0, ...names.map((name) => escapeLine(name).length));
  return names
    .map((name) => `${escapeLine(name).padEnd(width)}  ${escapeLine(memberText(record, name))}`)
    .join("\n");
}

function verdictOf(record: AuditRecord): string {
  if (typeof record.approved === "boolean") return record.approved ? "approved" : "rejected";
  return escapeLine(memberText(record, "decision") || memberText(record, "risk_level"));
}

function shorten(text: string): string {
  return text.length <= INPUT_WIDTH ? text : `${text.slice(0, INPUT_WIDTH - 1)}…`;
}
