import { defineTetherPlugin, type TetherPlugin } from "@asky/sdk";

const plugin: TetherPlugin = defineTetherPlugin({
  meta: { name: "snail", version: "1.0.0" },
  // The signal aborts when the deadline is over: whatever comes of it is late by then.
  initialize: ({ signal }) => new Promise((resolve) => signal.addEventListener("abort", () => resolve())),
});
export default plugin;
