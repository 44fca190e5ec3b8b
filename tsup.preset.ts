import { copyFile, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { defineConfig, type Options } from "tsup";

interface PackageBuild {
  /** Source files, one per subpath of `exports`; as an object, keyed by the name below `dist`. */
  readonly entry: readonly string[] | Readonly<Record<string, string>>;
  /** Development dependencies that are copied into the output, subpaths included. */
  readonly bundle?: readonly string[];
  /** Files of development dependencies that are copied beside the output, as specifiers. */
  readonly assets?: readonly string[];
}

/** How every package is built: ES modules with declarations into `dist`, for the oldest supported Node. */
export function buildPackage({ entry, bundle = [], assets = [] }: PackageBuild): Options | Options[] {
  const entries = Array.isArray(entry) ? [...entry] : { ...(entry as Record<string, string>) };
  return defineConfig({
    entry: entries,
    format: ["esm"],
    target: "node20",
    platform: "node",
    // tsup sets baseUrl for the declaration build, which TypeScript 6 only accepts with this.
    dts: { compilerOptions: { ignoreDeprecations: "6.0" } },
    splitting: Object.keys(entries).length > 1,
    noExternal: bundle.map((name) => new RegExp(`^${name}($|/)`)),
    clean: true,
    sourcemap: false,
    ...(bundle.length + assets.length > 0 && {
      onSuccess: async () => {
        await copyAssets(assets);
        await writeLicenses([...bundle, ...assets.map(packageOf)]);
      },
    }),
  }) as Options;
}

async function copyAssets(specifiers: readonly string[]): Promise<void> {
  const require = createRequire(join(process.cwd(), "package.json"));
  await Promise.all(
    specifiers.map((specifier) => copyFile(require.resolve(specifier), join("dist", basename(specifier)))),
  );
}

/** `@scope/name/file` → `@scope/name`. */
function packageOf(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

/** Copied code keeps its copyright notice: MIT and its kind ask for that. */
async function writeLicenses(names: readonly string[]): Promise<void> {
  const require = createRequire(join(process.cwd(), "package.json"));
  const notices = names.map(async (name) => {
    const folder = dirname(require.resolve(`${name}/package.json`));
    return `${name}\n\n${await readFile(join(folder, "LICENSE"), "utf8")}`;
  });
  await writeFile("dist/bundled-licenses.txt", (await Promise.all(notices)).join("\n---\n\n"));
}
