// @ts-check
import { MESSAGE_IN } from "@asky/sdk";

/** The plugin of the specification: counts the messages of each user. */
export class MetricsPlugin {
  meta = { name: "metrics", version: "0.1.0", description: "Tracks message counts per user" };
  /** @type {Map<string, number>} */
  #counts = new Map();

  /** How many messages each user has sent. */
  get counts() {
    return Object.fromEntries(this.#counts);
  }

  /** @param {import("@asky/sdk").TetherPluginContext} context */
  async initialize({ eventBus }) {
    eventBus.subscribe(MESSAGE_IN, ({ data: { userId } }) => {
      this.#counts.set(userId, (this.#counts.get(userId) ?? 0) + 1);
    });
  }

  async start() {}

  async stop() {}
}
