import {
  createEvent,
  ENGINE_STARTED,
  HOST_EVENT_PREFIXES,
  HOST_SOURCE,
  isHostEventName,
  MESSAGE_IN,
  PluginError,
  TOOL_DENIED,
} from "@asky/sdk";
import { describe, expect, test } from "vitest";

const data = { userId: "u1", chatId: "c1", text: "hello" };

/** What runs, seen as its code. */
function codeOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    return PluginError.is(error) ? error.code : `not a PluginError: ${String(error)}`;
  }
}

describe("createEvent", () => {
  test("makes an event of the host, with an id of its own and a UTC time", () => {
    const before = Date.now();
    const event = createEvent(MESSAGE_IN, data);
    expect(event).toMatchObject({ name: "message.in", source: HOST_SOURCE, data });
    expect(event.id).not.toBe(createEvent(MESSAGE_IN, data).id);
    expect(event.timestamp).toBe(new Date(event.timestamp).toISOString());
    expect(Date.parse(event.timestamp)).toBeGreaterThanOrEqual(before);
  });

  test("freezes the event and a copy of its data", () => {
    const toolInput = { path: ["a"] };
    const event = createEvent("tool.gated", { sessionId: "s", callId: "c", toolName: "Read", toolInput });
    toolInput.path.push("b");
    expect(event.data.toolInput).toEqual({ path: ["a"] });
    expect(Object.isFrozen(event)).toBe(true);
    expect(Object.isFrozen(event.data)).toBe(true);
    expect(Object.isFrozen(event.data.toolInput.path)).toBe(true);
  });

  test("takes empty data for an event without any", () => {
    expect(createEvent(ENGINE_STARTED, {}).data).toEqual({});
  });

  test.each<[string, unknown, unknown]>([
    ["an empty name", "", data],
    ["a blank name", "  ", data],
    ["a name that is no text", 7, data],
    ["no data", "notes.saved", undefined],
    ["null as data", "notes.saved", null],
    ["a list as data", "notes.saved", []],
    ["a function in the data", "notes.saved", { run() {} }],
    ["a date in the data", "notes.saved", { at: new Date(0) }],
  ])("refuses %s with EVENT_INVALID", (_, name, given) => {
    expect(codeOf(() => createEvent(name as typeof MESSAGE_IN, given as typeof data))).toBe("EVENT_INVALID");
  });

  test("refuses data that throws when it is read, and keeps what was thrown as the cause", () => {
    const cause = new Error("hidden");
    const hostile = Object.defineProperty({}, "text", {
      enumerable: true,
      get() {
        throw cause;
      },
    });
    expect(() => createEvent(MESSAGE_IN, hostile as typeof data)).toThrow(
      expect.objectContaining({ code: "EVENT_INVALID", cause }),
    );
  });
});

describe("isHostEventName", () => {
  test("claims every name that begins with one of the host's prefixes", () => {
    for (const prefix of HOST_EVENT_PREFIXES) expect(isHostEventName(`${prefix}anything`)).toBe(true);
    expect(isHostEventName(TOOL_DENIED)).toBe(true);
  });

  test("leaves the others to plugins", () => {
    for (const name of ["notes.saved", "tool", "toolbox.opened", "my.tool.denied", ""]) {
      expect(isHostEventName(name), name).toBe(false);
    }
  });
});
