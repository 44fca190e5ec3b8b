import type { PluginManifest, Problem, TetherPlugin } from "@asky/sdk";
import validVersion from "semver/functions/valid.js";
import type { PassedPlugin } from "../../manager/passed-plugin.ts";
import {
  broken,
  type ContractRule,
  type Finding,
  judge,
  KEPT,
  notApplicable,
} from "../contract/contract-rule.ts";
import type { PluginBench } from "./plugin-bench.ts";
import { readManifestSchema } from "./read-config-schema.ts";
import { listProblems, tellProblem } from "./tell-problem.ts";
import { liveWholly } from "./whole-life.ts";

/** What concerns a plugin's name and its manifest. Both have rules of their own. */
const ABOUT_NAMES: ReadonlySet<string> = new Set(["PLUGIN_NAME_MISMATCH", "PLUGIN_NAME_INVALID"]);
const ABOUT_MANIFESTS: ReadonlySet<string> = new Set(["MANIFEST_INVALID", "MANIFEST_MISMATCH"]);

export const IDENTITY_RULES: readonly ContractRule<PluginBench>[] = [
  {
    id: "identity/name-is-legal",
    title: "Its name can name a plugin, and is its key in plugins.toml.",
    fix: "Name it with lower-case letters, digits, _ and -, a letter first, and use that very name as the key in plugins.toml and in the manifest.",
    check: (bench) => loadWithout(bench, ({ code }) => ABOUT_NAMES.has(code)),
  },
  {
    id: "manifest/fits-the-plugin",
    title: "Its manifest follows its schema, and says the contract and the dependencies that the plugin has.",
    fix: "Correct the `asky` field of package.json as the detail says.",
    needs: ["identity/name-is-legal"],
    check: (bench) =>
      bench.subject.installed
        ? loadWithout(bench, ({ code }) => ABOUT_MANIFESTS.has(code))
        : notApplicable("It comes without a package."),
  },
  {
    id: "identity/is-one-plugin",
    title: "The manager finds exactly one plugin in it, of either contract, and has no doubt.",
    fix: "Export one plugin, as default or under the name that `class` of the manifest says, with all methods of its contract.",
    needs: ["identity/name-is-legal", "manifest/fits-the-plugin"],
    check: (bench) =>
      bench.live(async (life) => {
        await life.load();
        const { report } = life;
        // Dependencies are known only now; whether they are there is the host's affair.
        const faults = life.problems.filter(({ code }) => !code.startsWith("DEPENDENCY_"));
        if (faults.length > 0) return broken(listProblems(faults));
        if (!report) return broken("The manager found no plugin.");
        const schema = await readManifestSchema(bench.subject);
        bench.facts = { report, ...(schema && { schema }) };
        return KEPT;
      }),
  },
  {
    id: "identity/version-is-semver",
    title: "Its version is a semantic version.",
    fix: 'Give it a version such as "1.0.0", the same as in its package.json.',
    needs: ["identity/is-one-plugin"],
    check: ({ facts }) => {
      const version = facts?.report.version ?? "";
      return validVersion(version) === null ? broken(`Its version is "${version}".`) : KEPT;
    },
  },
  {
    id: "identity/stays-the-same",
    title: "Name and version are the same before, during and after its life, whoever reads them.",
    fix: "Set name and version once, as constants; freeze `meta`.",
    needs: ["lifecycle/stops-at-any-point"],
    check: (bench) =>
      bench.live(async (life) => {
        await life.begin();
        const plugin = life.host.manager.getPlugin(life.name) as PassedPlugin | undefined;
        if (!plugin) return broken("The manager does not hand it out while it is active.");
        const before = identityOf(plugin);
        const again = identityOf(plugin);
        await life.end();
        const after = identityOf(plugin);
        return judge(
          [again, after]
            .filter((identity) => identity !== before)
            .map((identity) => `It was "${before}" first and "${identity}" later.`),
        );
      }),
  },
  {
    id: "manifest/agrees-with-the-code",
    title: "Its manifest names exactly the hooks, tools and services that it uses.",
    fix: "Correct hooks, tools and services in the `asky` field of package.json; if some appear only with a certain configuration, pass that as `config`.",
    needs: ["hooks/finish-in-time", "lifecycle/stops-at-any-point"],
    check: async (bench) => {
      const manifest = bench.subject.installed?.manifest;
      if (!manifest) return notApplicable("It has no manifest.");
      const seen = await bench.live((life) => liveWholly(bench, life));
      const tools = [...(seen.tools?.tools.keys() ?? [])];
      return judge([
        ...compare("hooks", manifest, seen.points),
        ...compare("tools", manifest, tools),
        ...compare("services", manifest, seen.services),
      ]);
    },
  },
];

/** Broken when loading it is reported so. */
function loadWithout(bench: PluginBench, isFault: (problem: Problem) => boolean): Promise<Finding> {
  return bench.live(async (life) => {
    await life.load();
    return judge(life.problems.filter(isFault).map(tellProblem));
  });
}

function identityOf(plugin: PassedPlugin): string {
  const { name, version } = "meta" in plugin ? (plugin as TetherPlugin).meta : plugin;
  return `${name} ${version}`;
}

/** A manifest that leaves a field out says nothing about it. */
function compare(
  field: "hooks" | "tools" | "services",
  { [field]: declared }: PluginManifest,
  seen: readonly string[],
): readonly string[] {
  if (!declared) return [];
  const names: readonly string[] = declared;
  return [
    ...seen
      .filter((name) => !names.includes(name))
      .map((name) => `It uses "${name}", which is not under ${field}.`),
    ...names
      .filter((name) => !seen.includes(name))
      .map((name) => `"${name}" stands under ${field} and is not used.`),
  ];
}
