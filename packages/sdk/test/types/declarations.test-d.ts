// Compiled by the root's type check, never run: each line marked must be refused, each other line must compile.
import { createEvent, type EventBus, MESSAGE_IN, type ServiceMap, type Services } from "@asky/sdk";

interface Weather {
  today(): string;
}

// What a plugin adds, it declares; every other plugin then has the types.
declare module "@asky/sdk" {
  interface ServiceMap {
    "type-test-weather": Weather;
  }
  interface EventMap {
    "type-test.rained": { readonly millimetres: number };
  }
  interface SessionStartPayload {
    readonly typeTestColour?: string;
  }
}

declare const services: Services;
declare const bus: EventBus;
declare const hooks: import("@asky/sdk").PluginHooks;

// Services
services.provide("type-test-weather", { today: () => "sun" });
services.when("type-test-weather", (weather) => weather.today().length);
export const weather: Weather | undefined = services.get("type-test-weather");
export const status: ServiceMap["status"] | undefined = services.get("status");
// @ts-expect-error a service that nobody declares
services.get("type-test-wether");
// @ts-expect-error not what was declared
services.provide("type-test-weather", { today: 1 });

// Events
bus.subscribe(MESSAGE_IN, ({ data }) => data.userId.length);
bus.subscribe("type-test.rained", ({ data }) => data.millimetres.toFixed());
bus.emit(createEvent("type-test.rained", { millimetres: 3 }));
// @ts-expect-error a misspelt event
bus.subscribe("message.inn", () => {});
// @ts-expect-error a member that the data does not have: events are camelCase in code
bus.subscribe(MESSAGE_IN, ({ data }) => data.user_id);
// @ts-expect-error data of the wrong type
createEvent("type-test.rained", { millimetres: "3" });
// @ts-expect-error data of another event
createEvent(MESSAGE_IN, { millimetres: 3 });
bus.subscribe(MESSAGE_IN, (event) => {
  // @ts-expect-error an event is read-only
  event.name = MESSAGE_IN;
  // @ts-expect-error and so is its data
  event.data.text = "";
});

// Payloads may gain members.
hooks.register("session_start", ({ typeTestColour }) => typeTestColour?.length);
hooks.register("session_start", (payload) => {
  // @ts-expect-error declared read-only
  payload.typeTestColour = "red";
});
