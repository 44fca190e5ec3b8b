import { createServiceRegistry } from "@asky/manager";
import type { Problem } from "@asky/sdk";
import { expect, test } from "vitest";

declare module "@asky/sdk" {
  interface ServiceMap {
    greeter: { greet(): string };
  }
}

const greeter = { greet: () => "hello" };

test("a service is there from its offer to its withdrawal", () => {
  const services = createServiceRegistry();
  expect(services.get("greeter")).toBeUndefined();
  const withdraw = services.provide("greeter", greeter);
  expect(services.get("greeter")?.greet()).toBe("hello");
  withdraw();
  withdraw();
  expect(services.get("greeter")).toBeUndefined();
});

test("a second offer of a name is refused and names both owners", () => {
  const services = createServiceRegistry();
  services.provide("greeter", greeter, "first");
  expect(() => services.provide("greeter", greeter, "second")).toThrow(
    expect.objectContaining({
      code: "SERVICE_TAKEN",
      plugin: "second",
      message: expect.stringContaining('"first"'),
    }),
  );
});

test("a withdrawal does not take away a later offer", () => {
  const services = createServiceRegistry();
  const withdraw = services.provide("greeter", greeter);
  withdraw();
  services.provide("greeter", greeter);
  withdraw();
  expect(services.get("greeter")).toBe(greeter);
});

test("when calls back at once, on each later offer, and not after its undo", () => {
  const services = createServiceRegistry();
  const calls: string[] = [];
  services.when("greeter", () => calls.push("early"));
  const withdraw = services.provide("greeter", greeter);
  const undo = services.when("greeter", () => calls.push("late"));
  expect(calls).toEqual(["early", "late"]);
  withdraw();
  undo();
  services.provide("greeter", greeter);
  expect(calls).toEqual(["early", "late", "early"]);
});

test("a waiting callback that fails, at once or later, is reported under its owner and stops nobody", async () => {
  const problems: Problem[] = [];
  const services = createServiceRegistry({ report: (problem) => problems.push(problem) });
  let reached = false;
  services.when(
    "greeter",
    () => {
      throw new Error("boom");
    },
    "a",
  );
  services.when(
    "greeter",
    (async () => {
      throw new Error("later");
    }) as () => void,
    "b",
  );
  services.when(
    "greeter",
    () => {
      reached = true;
    },
    "c",
  );
  services.provide("greeter", greeter);
  await new Promise((resolve) => setImmediate(resolve));
  expect(reached).toBe(true);
  expect(problems.map(({ plugin, code }) => [plugin, code])).toEqual([
    ["a", "SERVICE_CALLBACK_FAILED"],
    ["b", "SERVICE_CALLBACK_FAILED"],
  ]);
});
