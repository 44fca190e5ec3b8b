// @ts-check
// A Verdaccio on a free loopback port, as a child process: reads its settings from argv, tells its port to the
// parent, and ends when the parent does.
import { join } from "node:path";

// Before anything that takes time: a parent that dies meanwhile must not be missed.
process.on("disconnect", () => process.exit());
if (!process.connected) process.exit();

const [storage = "", upstream = "", ...ownPatterns] = process.argv.slice(2);

const own = { access: "$all", publish: "$authenticated", unpublish: "$authenticated" };
const config = {
  // Never read, but relative paths are taken from here.
  configPath: join(storage, "config.yaml"),
  self_path: join(storage, "config.yaml"),
  storage: join(storage, "packages"),
  auth: { htpasswd: { file: join(storage, "htpasswd"), max_users: 10 } },
  uplinks: { upstream: { url: upstream, timeout: "60s", max_fails: 10, cache: true } },
  packages: {
    // Without a proxy: what is asked for here was published here.
    ...Object.fromEntries(ownPatterns.map((pattern) => [pattern, own])),
    "**": { access: "$all", proxy: "upstream" },
  },
  web: { enable: false },
  max_body_size: "50mb",
  log: { type: "stdout", format: "pretty", level: "error" },
};

const { runServer } = await import("verdaccio");
const app = await runServer(config);
const server = app.listen(0, "127.0.0.1", () => process.send?.({ port: server.address().port }));
server.on("error", (/** @type {Error} */ error) => {
  console.error(error);
  process.exit(1);
});
