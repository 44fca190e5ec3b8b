// Judges plugins of the zoo by the contract suite, one after the other, in a process that they may do to what they like.
// argv: [[id, budgetMs], …] as JSON. Prints { id: report } as JSON.
import { subscribe } from "node:diagnostics_channel";
import { FAULTS } from "@asky/fault-zoo";
import { runPluginContract } from "@asky/manager/testing";

// The suite says who leaves a child behind; it ends none.
const children = [];
subscribe("child_process", ({ process: child }) => void children.push(child));

const reports = {};
for (const [id, budgetMs] of JSON.parse(process.argv[2] ?? "[]")) {
  const { module, plugin, companion } = FAULTS.find((fault) => fault.id === id);
  const other = companion && (await import(companion.module)).default;
  const options = { budgetMs, ...(other && { dependencies: () => [other] }) };
  reports[id] = await runPluginContract(
    { package: module, name: plugin, from: import.meta.dirname },
    options,
  );
  for (const child of children.splice(0)) child.kill("SIGKILL");
}
// What the zoo has left must not keep the process alive.
process.stdout.write(JSON.stringify(reports), () => process.exit(0));
