/** A record as it is read back: whatever the line says. */
export type AuditRecord = Readonly<Record<string, unknown>>;

/** A member as text; other values as JSON, nothing as nothing. */
export function memberText(record: AuditRecord, name: string): string {
  const value = record[name];
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
