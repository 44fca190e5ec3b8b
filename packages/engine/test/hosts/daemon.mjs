// A daemon as `asky daemon` has it. Usage: node daemon.mjs <config dir> [deadline in ms]
import { runDaemon } from "@asky/engine";
import { createConsoleLogger } from "@asky/manager";
import { defineAskyPlugin } from "@asky/sdk";

const [configDir, deadline = "5000"] = process.argv.slice(2);
let isUp = false;
const server = defineAskyPlugin({
  name: "server",
  activate({ hooks }) {
    hooks.register("daemon_server_register", ({ registerServer }) => {
      registerServer({
        name: "web",
        start: async () => {
          isUp = true;
        },
        stop: async () => {
          if (deadline === "50") await new Promise(() => {});
          isUp = false;
          console.log("web is down");
        },
        isRunning: () => isUp,
      });
    });
  },
});
try {
  const { reason, isClean } = await runDaemon({
    configDir,
    directory: configDir,
    logger: createConsoleLogger({ level: "silent" }),
    plugins: [server],
    deadlineMs: Number(deadline),
    onReady: ({ pid }) => console.log(`ready ${pid}`),
  });
  console.log(`${reason} ${isClean}`);
  process.exit(isClean ? 0 : 1);
} catch (error) {
  console.error(`${error.code}: ${error.message}`);
  process.exit(5);
}
