// @ts-check
import { createServer } from "node:http";
import { DAEMON_SERVER_REGISTER, defineAskyPlugin } from "@asky/sdk";

export default defineAskyPlugin({
  name: "clock_server",
  version: "1.0.0",
  activate({ hooks, services }) {
    const server = createServer((_request, response) => response.end(new Date().toISOString()));

    services.provide("clock", {
      get url() {
        const address = server.address();
        return address !== null && typeof address === "object"
          ? `http://127.0.0.1:${address.port}`
          : undefined;
      },
    });

    hooks.register(DAEMON_SERVER_REGISTER, ({ servers }) => {
      servers.push({
        name: "clock",
        start: () =>
          new Promise((resolve, reject) => {
            server.once("error", reject);
            // Port 0 is any free one; only this machine can reach it.
            server.listen(0, "127.0.0.1", resolve);
          }),
        stop: () =>
          new Promise((resolve) => {
            server.close(() => resolve());
            server.closeAllConnections();
          }),
        isRunning: () => server.listening,
      });
    });
  },
});
