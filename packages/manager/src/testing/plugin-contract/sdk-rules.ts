import { cp, mkdir, mkdtemp, readFile, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type * as Sdk from "@asky/sdk";
import { brandOf, createEvent, MESSAGE_IN } from "@asky/sdk";
import { findPackage } from "../../packages/find-package.ts";
import { broken, type ContractRule, type Finding, judge } from "../contract/contract-rule.ts";
import { ORDINARY } from "../payloads/samples.ts";
import { fireHooks } from "./fire-everything.ts";
import type { PluginBench } from "./plugin-bench.ts";
import type { PluginLife } from "./plugin-life.ts";
import type { InstalledSubject } from "./plugin-subject.ts";
import { tellProblem } from "./tell-problem.ts";

export const SDK_RULES: readonly ContractRule<PluginBench>[] = [
  {
    id: "sdk/accepts-a-second-copy",
    title: "It works when it and its host hold different copies of @asky/sdk.",
    fix: "Never compare with instanceof: use PluginError.is(), brandOf(), and the names of hook points and events.",
    needs: ["lifecycle/lives-again", "hooks/never-fail"],
    check: async (bench) => {
      const folder = await realpath(await mkdtemp(join(tmpdir(), "asky-copy-")));
      try {
        const { installed } = bench.subject;
        return installed
          ? await withCopiedPackage(bench, installed, folder)
          : await withCopiedHost(bench, folder);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  },
];

/** The plugin's package, copied, finds the copied SDK beside it; everything else it needs is linked. */
async function withCopiedPackage(
  bench: PluginBench,
  { found }: InstalledSubject,
  folder: string,
): Promise<Finding> {
  const target = join(folder, "package");
  await cp(found.directory, target, {
    recursive: true,
    filter: (path) => !["node_modules", ".git"].includes(basename(path)),
  });
  await copySdk(join(target, "node_modules", "@asky", "sdk"));
  await linkDependencies(found.directory, join(target, "node_modules"));
  const usual = await bench.live(problemsOf);
  const copied = await bench.live(problemsOf, { folder: target });
  return judge(copied.filter((problem) => !usual.includes(problem)));
}

/** What goes wrong when it starts and its callbacks are called. */
async function problemsOf(life: PluginLife): Promise<readonly string[]> {
  await life.start();
  await fireHooks(life, ORDINARY, life.host.scope());
  return life.problems.map(tellProblem);
}

/** A plugin in code holds its own copy already: here the host's parts come from another one. */
async function withCopiedHost(bench: PluginBench, folder: string): Promise<Finding> {
  await copySdk(folder);
  const copy = (await import(pathToFileURL(join(folder, "dist", "index.js")).href)) as typeof Sdk;
  return bench.live(async (life: PluginLife) => {
    await life.begin();
    const plugin = life.host.manager.getPlugin(life.name);
    if (copy.brandOf(plugin)?.contract !== brandOf(plugin)?.contract)
      return broken("A host with another copy of @asky/sdk does not see its mark.");
    const data = { userId: "ada", chatId: "chat", text: ORDINARY.text };
    const emit = (sdk: Pick<typeof Sdk, "createEvent">): Promise<void> =>
      life.manage("A handler", () => life.host.manager.eventBus.emit(sdk.createEvent(MESSAGE_IN, data)));
    await emit({ createEvent });
    const usual = life.problems.map(({ code, message }) => code + message);
    await emit(copy);
    return judge(
      life.problems.filter(({ code, message }) => !usual.includes(code + message)).map(tellProblem),
    );
  });
}

async function copySdk(target: string): Promise<void> {
  const sdk = dirname(dirname(fileURLToPath(import.meta.resolve("@asky/sdk"))));
  for (const part of ["package.json", "dist"])
    await cp(join(sdk, part), join(target, part), { recursive: true });
}

/** Everything that its package.json names, apart from the SDK, from where the original finds it. */
async function linkDependencies(directory: string, nodeModules: string): Promise<void> {
  const json = JSON.parse(await readFile(join(directory, "package.json"), "utf8")) as Partial<
    Record<"dependencies" | "peerDependencies" | "optionalDependencies", Readonly<Record<string, string>>>
  >;
  const names = Object.keys({ ...json.dependencies, ...json.peerDependencies, ...json.optionalDependencies });
  for (const name of names.filter((each) => each !== "@asky/sdk")) {
    const found = await findPackage(name, [directory]);
    if (!found) continue;
    const link = join(nodeModules, name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(found.directory, link, "junction");
  }
}
