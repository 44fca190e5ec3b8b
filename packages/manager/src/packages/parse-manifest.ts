import { API_VERSION, isHookPoint, isPluginName, type PackageManifest, type Problem } from "@asky/sdk";
import * as z from "zod/mini";
import { manifestInvalid, sdkIncompatible } from "../errors/package.ts";
import { describeValue } from "../text/describe-value.ts";
import { quote } from "../text/visible-text.ts";

const text = z.string("must be text").check(z.minLength(1, "must not be empty"));
const pluginName = text.check(z.refine(isPluginName, "must be a legal plugin name"));
const relativeFile = text.check(z.refine(isRelativeFile, 'must begin with "./" and stay inside the package'));
const list = <Item extends z.ZodMiniType>(item: Item) => z.optional(z.array(item, "must be a list"));

const command = z.object({
  name: text,
  summary: text,
  args: list(
    z.object({
      name: text,
      summary: text,
      required: z.optional(z.boolean("must be true or false")),
      variadic: z.optional(z.boolean("must be true or false")),
    }),
  ),
  options: list(
    z.object({
      flags: text,
      summary: text,
      default: z.optional(
        z.union([z.string(), z.number(), z.boolean()], "must be text, a number, true or false"),
      ),
    }),
  ),
  run: relativeFile,
});

const plugin = z.object(
  {
    contract: z.enum(["asky", "tether"], 'must be "asky" or "tether"'),
    export: text.check(
      z.refine((subpath) => subpath === "." || isRelativeFile(subpath), 'must be "." or begin with "./"'),
    ),
    class: z.optional(text),
    dependencies: list(pluginName),
    optionalDependencies: list(pluginName),
    hooks: list(text.check(z.refine(isHookPoint, "must be a hook point"))),
    tools: list(text),
    services: list(text),
    configSchema: z.optional(relativeFile),
    commands: list(command),
  },
  "must be an object",
);

const manifestSchema = z.object({
  apiVersion: z.literal(API_VERSION),
  plugins: z.record(pluginName, plugin, "must be an object"),
});

/**
 * Checks the `asky` field of a package.json. Fields that it does not know are passed over, so that packages may be
 * newer than the host. Pure.
 *
 * @param raw - the field as it stands; `undefined` is no fault, as a package needs no manifest.
 */
export function parseManifest(
  raw: unknown,
  packageName: string,
  packageJsonPath: string,
): { readonly manifest?: PackageManifest; readonly problems: readonly Problem[] } {
  if (raw === undefined) return { problems: [] };
  const apiVersion = apiVersionOf(raw);
  if (typeof apiVersion !== "number") {
    const fault =
      apiVersion === undefined
        ? '"apiVersion" is missing'
        : `"apiVersion" must be a number, but is ${describeValue(apiVersion)}`;
    return { problems: [manifestInvalid(packageName, packageJsonPath, [fault])] };
  }
  if (apiVersion !== API_VERSION) {
    const problem = sdkIncompatible(`The package ${quote(packageName)}`, apiVersion);
    return { problems: [{ ...problem, place: { file: packageJsonPath, key: "asky.apiVersion" } }] };
  }
  const checked = manifestSchema.safeParse(raw);
  // The schema mirrors the SDK's type; only the absence of a member is spelt otherwise.
  if (checked.success) return { manifest: checked.data as PackageManifest, problems: [] };
  const faults = checked.error.issues.map((issue) => `${quote(issue.path.join("."))} ${messageOf(issue)}`);
  return { problems: [manifestInvalid(packageName, packageJsonPath, faults)] };
}

/** What is wrong with a key stands one level deeper. */
function messageOf(issue: z.core.$ZodIssue): string {
  return (issue.code === "invalid_key" && issue.issues[0]?.message) || issue.message;
}

function apiVersionOf(raw: unknown): unknown {
  return typeof raw === "object" && raw !== null
    ? (raw as { readonly apiVersion?: unknown }).apiVersion
    : undefined;
}

function isRelativeFile(path: string): boolean {
  const segments = path.split(/[\\/]/);
  return segments[0] === "." && segments.length > 1 && segments.slice(1).every((part) => !/^\.*$/.test(part));
}
