import { findDay, findTime } from "./dates.ts";
import { GAP } from "./phrases.ts";
import type { Remainder } from "./remainder.ts";
import type { ToolProperty } from "./tool-properties.ts";

/** Finds a day, a time of day, or both, as a parameter wants it: by the calendar, or as it was said. */
export function findMoment(left: Remainder, { kind, schema, isRequired }: ToolProperty): string | undefined {
  const unquoted = left.rest.replaceAll(/"[^"]*"/g, " ");
  const day = findDay(unquoted, left.now);
  const time = findTime(unquoted);
  const wantsIso =
    schema.format !== undefined || /YYYY|HH:MM|ISO|24[- ]hour/i.test(String(schema.description ?? ""));
  if (kind === "day") return day && useMoment(left, day.said, wantsIso ? day.iso : undefined, isRequired);
  if (kind === "time") {
    const iso = schema.format === "time" ? `${time?.iso}:00` : time?.iso;
    return time && useMoment(left, time.said, wantsIso ? iso : undefined, isRequired);
  }
  if (wantsIso) {
    if (!day && !time) return undefined;
    const date = day?.iso ?? findDay("today", left.now)?.iso ?? "";
    if (time) useMoment(left, time.said, undefined, isRequired);
    return useMoment(
      left,
      day?.said ?? "",
      `${date}T${time?.iso ?? "00:00"}:00${offsetOf(left.now)}`,
      isRequired,
    );
  }
  if (day && time) {
    const [first, second] = [day.said, time.said].sort(
      (a, b) => unquoted.indexOf(a) - unquoted.indexOf(b),
    ) as [string, string];
    const start = unquoted.indexOf(first);
    const whole = unquoted.slice(start, unquoted.indexOf(second) + second.length);
    if (whole.length <= first.length + second.length + 5)
      return useMoment(left, whole, undefined, isRequired);
  }
  const span =
    /\bin (?:an? |half an |\d+ |two |three |five |ten )(?:second|minute|hour|day|week|month)s?\b/i.exec(
      unquoted,
    )?.[0];
  const said = span ?? time?.said ?? day?.said;
  return said === undefined ? undefined : useMoment(left, said, undefined, isRequired);
}

function useMoment(left: Remainder, said: string, iso: string | undefined, isTelling: boolean): string {
  left.rest = left.rest.replace(
    new RegExp(String.raw`(?:\b(?:on|at|by|for)\s+)?${said.replaceAll(/\W/g, "\\$&")}`, "i"),
    GAP,
  );
  if (isTelling) left.isSpecific = true;
  return iso ?? said.replace(/^on /i, "");
}

/** What people say is their own time, not UTC. */
function offsetOf(now: Date): string {
  const minutes = -now.getTimezoneOffset();
  const digits = (value: number): string => String(Math.trunc(Math.abs(value))).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${digits(minutes / 60)}:${digits(minutes % 60)}`;
}
