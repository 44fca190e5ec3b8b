import { DAEMON_SERVER_REGISTER, type DaemonServerSpec } from "@asky/sdk";
import { describeError } from "../../problems/describe-error.ts";
import { type ContractRule, judge, notApplicable } from "../contract/contract-rule.ts";
import { collectServers } from "../host/fire-point.ts";
import { pointsOf } from "./fire-everything.ts";
import type { PluginBench } from "./plugin-bench.ts";
import type { PluginLife } from "./plugin-life.ts";

export const SERVER_RULES: readonly ContractRule<PluginBench>[] = [
  {
    id: "servers/run-and-say-so",
    title:
      "Its daemon servers start, stop and start again; isRunning() always tells the truth; a stop too many does no harm.",
    fix: "Resolve start() when the server is ready and stop() when it is down, and let isRunning() look at the server itself. If its port is taken, pass `config` with another one.",
    needs: ["hooks/finish-in-time"],
    check: (bench) =>
      bench.live(async (life) => {
        await life.begin();
        if (!pointsOf(life).has(DAEMON_SERVER_REGISTER))
          return notApplicable("It registers no daemon server.");
        const servers = (await collectServers(life.host.manager.hookRegistry)).map(({ spec }) => spec);
        const malformed = servers.filter((spec) => !isServer(spec));
        if (malformed.length > 0) return judge(["A server has not name, start(), stop() and isRunning()."]);
        const names = servers.map(({ name }) => name);
        const faults = new Set(names).size < names.length ? ["Two of its servers have the same name."] : [];
        for (const server of servers) faults.push(...(await tryServer(life, server)));
        return servers.length === 0 ? notApplicable("It registers no daemon server.") : judge(faults);
      }),
  },
];

function isServer(spec: DaemonServerSpec): boolean {
  const { name, start, stop, isRunning } = Object(spec) as Partial<DaemonServerSpec>;
  return (
    typeof name === "string" &&
    name !== "" &&
    [start, stop, isRunning].every((one) => typeof one === "function")
  );
}

/** A stop too many, then twice up and down, then another stop too many. */
async function tryServer(life: PluginLife, server: DaemonServerSpec): Promise<readonly string[]> {
  const faults: string[] = [];
  const name = `The server "${server.name}"`;
  const step = async (method: "start" | "stop", shouldRun: boolean): Promise<void> => {
    try {
      const isInTime = await life.inTime(`${method}() of ${name}`, () => server[method]());
      if (!isInTime) faults.push(`${name} did not ${method} in time.`);
      const isRunning: unknown = server.isRunning();
      if (isRunning !== shouldRun)
        faults.push(`After ${method}(), isRunning() of ${name} is ${String(isRunning)}.`);
    } catch (error) {
      faults.push(`${name} failed in ${method}(): ${describeError(error).message}`);
    }
  };
  await step("stop", false);
  for (let round = 0; round < 2; round++) {
    await step("start", true);
    await step("stop", false);
  }
  await step("stop", false);
  return faults;
}
