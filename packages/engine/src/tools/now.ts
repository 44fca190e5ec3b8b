import type { JsonObject, ToolRegistration, ToolResult } from "@asky/sdk";
import { textArgument } from "./argument.ts";
import { failed, found } from "./tool-answer.ts";

/** `Now`: date and time in a time zone. */
export const nowTool: ToolRegistration = {
  name: "Now",
  schema: {
    name: "Now",
    description:
      "Tells the current date and time, and the day of the week, in a time zone. Use it for what time, date or day it is now.",
    parameters: {
      type: "object",
      properties: {
        time_zone: {
          type: "string",
          maxLength: 64,
          description: "An IANA time zone such as Europe/Berlin; left out: that of this computer.",
        },
      },
      additionalProperties: false,
    },
  },
  executor: now,
};

function now(args: JsonObject): ToolResult {
  const zone = textArgument(args, "time_zone", Intl.DateTimeFormat().resolvedOptions().timeZone);
  const format = formatFor(zone);
  if (!format) return failed(`"${zone}" is no IANA time zone; one is "Europe/Berlin".`);
  const parts = new Map(format.formatToParts(new Date()).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? "";
  const date = `${part("year")}-${part("month")}-${part("day")}`;
  const time = `${part("hour")}:${part("minute")}:${part("second")}`;
  const offset = part("timeZoneName").replace("GMT", "") || "+00:00";
  return found(`${date}T${time}${offset} (${part("weekday")}, ${zone})`);
}

function formatFor(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat("en", {
      timeZone,
      weekday: "long",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
      timeZoneName: "longOffset",
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
