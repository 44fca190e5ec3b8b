import { type AuditRecord, memberText } from "./audit-record.ts";
import { escapeLine } from "./escape-text.ts";

const COLUMNS = (
  "timestamp boot seq event session_id turn_id call_id tool_name origin plugin decision classification risk_level " +
  "matched_rule reason approved user_id rejection_reason scope mode approval_id operation tool_input details prev"
).split(" ");

export const CSV_HEADER: string = COLUMNS.join(",");

/** A record as a row of CSV (RFC 4180). What a spreadsheet would take for a formula begins with an apostrophe. */
export function toCsv(record: AuditRecord): string {
  return COLUMNS.map((name) => cell(escapeLine(memberText(record, name)))).join(",");
}

function cell(text: string): string {
  const safe = /^[=+\-@|%]/.test(text) ? `'${text}` : text;
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
