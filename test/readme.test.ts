import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { PluginManager } from "@asky/manager";
import ts from "typescript";
import { describe, expect, onTestFinished, test } from "vitest";
import { filesUnder, packages, pathOf, root, textOf } from "./workspace.ts";

/** A fenced block of a page, with the file name that the line before it gives, if any. */
interface Block {
  readonly language: string;
  readonly file: string | undefined;
  readonly text: string;
}

/** The fenced blocks of a page, in order. */
function blocksOf(page: string): Block[] {
  return [...textOf(page).matchAll(/(?:^`([^`\n]+)`\n\n)?^```(\w*)\n(.*?)^```$/gms)].map(
    ([, file, language = "", text = ""]) => ({ file, language, text }),
  );
}

const rootPage = join(root, "README.md");
const sdkPage = join(root, "packages", "sdk", "README.md");
const pages = [rootPage, ...packages.map(({ folder }) => join(folder, "README.md"))].filter(
  ts.sys.fileExists,
);

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  noEmit: true,
  skipLibCheck: true,
  types: ["node"],
  typeRoots: [join(root, "node_modules", "@types")],
};

/** What a fragment may leave open: a name such as `configDir`, and what hangs on its type. */
const OPEN = new Set([2304, 7006, 7031]);

/** Compiles all TypeScript of all pages as files that are not on disk, and says what is wrong, page by page. */
function compilePages(): ReadonlyMap<string, readonly string[]> {
  const texts = new Map<string, string>();
  const pageOf = new Map<string, string>();
  for (const page of pages) {
    for (const { text } of blocksOf(page).filter(({ language }) => language === "ts")) {
      const file = join(root, "test", `readme-block-${texts.size}.ts`);
      texts.set(file, `${text}\nexport {};\n`);
      pageOf.set(file, page);
    }
  }
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = (file) => texts.has(file) || fileExists(file);
  host.readFile = (file) => texts.get(file) ?? readFile(file);
  const program = ts.createProgram([...texts.keys()], options, host);
  const faults = new Map<string, string[]>(pages.map((page) => [page, []]));
  for (const { file, code, messageText } of ts.getPreEmitDiagnostics(program)) {
    const page = pageOf.get(file?.fileName ?? "") ?? rootPage;
    const isWhole = page === rootPage || page === sdkPage;
    if (!isWhole && OPEN.has(code)) continue;
    faults.get(page)?.push(ts.flattenDiagnosticMessageText(messageText, "\n"));
  }
  return faults;
}

function toJavaScript(text: string): string {
  const compilerOptions = { ...options, module: ts.ModuleKind.ESNext };
  return ts.transpileModule(text, { compilerOptions }).outputText;
}

/** Writes the named blocks of a page into a fresh folder, TypeScript as JavaScript, with the packages installed. */
function writeBlocks(page: string, pluginFolder: string): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "asky-readme-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const { file, language, text } of blocksOf(page)) {
    if (file === undefined) continue;
    const isPlugin = file.includes("/index.") || file.endsWith("/package.json");
    const path = join(folder, isPlugin ? pluginFolder : "", file.replace(/\.ts$/, ".js"));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, language === "ts" ? toJavaScript(text) : text);
    if (!isPlugin || language !== "ts") continue;
    const json = { name: "example", version: "1.0.0", type: "module", exports: "./index.js" };
    if (!blocksOf(page).some((block) => block.file === `${dirname(file)}/package.json`)) {
      writeFileSync(join(dirname(path), "package.json"), JSON.stringify(json));
    }
  }
  mkdirSync(join(folder, "node_modules", "@asky"), { recursive: true });
  for (const name of ["@asky/sdk", "@asky/engine", "zod"]) {
    symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name), "junction");
  }
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  return folder;
}

test("every package has a README", () => {
  expect(pages).toHaveLength(packages.length + 1);
});

describe("the code of every README", () => {
  const faults = compilePages();

  test.each(pages.map((page) => [pathOf(page), page] as const))("compiles in %s", (_, page) => {
    expect(faults.get(page)).toEqual([]);
  });
});

describe("the root README", () => {
  test("has a host that prints what the page says", () => {
    const folder = writeBlocks(rootPage, "");
    const run = spawnSync(process.execPath, ["host.js"], { cwd: folder, encoding: "utf8", timeout: 10_000 });
    const output = blocksOf(rootPage).find(
      ({ language, text }) => language === "text" && text.startsWith("audit"),
    );
    expect(run.stderr).not.toContain("ERROR");
    expect(run.stdout).toBe(output?.text);
    expect(run.status).toBe(0);
  });
});

describe("the README of the SDK", () => {
  test("has two complete plugins, which a host starts without a problem", async () => {
    const folder = writeBlocks(sdkPage, "node_modules");
    const silent = { debug() {}, info() {}, warn() {}, error() {} };
    const manager = new PluginManager({}, folder, { logger: silent });
    await manager.discoverAndLoad();
    await manager.activateAll();
    await manager.startAll();
    const { plugins, problems } = manager.report();
    await manager.deactivateAll();
    expect(problems).toEqual([]);
    expect(plugins).toMatchObject([
      { name: "metrics", contract: "tether", state: "started", problems: [] },
      { name: "reading_list", contract: "asky", state: "started", problems: [] },
    ]);
    expect(plugins[1]?.hooks.map(({ point }) => point).sort()).toEqual([
      "system_prompt_extend",
      "tool_registry_build",
    ]);
  });
});

test("every decision is listed", () => {
  const folder = join(root, "docs", "decisions");
  const list = textOf(join(folder, "README.md"));
  for (const page of filesUnder(folder, ".md")) {
    if (!page.endsWith("README.md")) expect(list).toContain(`](${basename(page)})`);
  }
});

/** What a link can lead to within a page: anchors that are written out, and headings as they are turned into anchors. */
function anchorsOf(page: string): readonly string[] {
  const written = [...page.matchAll(/<a id="([^"]+)">/g)].map(([, id = ""]) => id);
  const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
  return [...written, ...headings];
}

describe("the links of every page", () => {
  const all = [...pages, join(root, "CONTRIBUTING.md"), ...filesUnder(join(root, "docs"), ".md")];

  test.each(all.map((page) => [pathOf(page), page] as const))("lead somewhere in %s", (_, page) => {
    const prose = textOf(page).replace(/^```.*?^```$/gms, "");
    const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
    for (const link of links.filter((target) => !/^[a-z]+:/.test(target))) {
      const { pathname, hash } = new URL(link, pathToFileURL(page));
      const target = decodeURIComponent(pathname);
      expect(ts.sys.fileExists(target) || ts.sys.directoryExists(target), link).toBe(true);
      if (hash !== "") expect(anchorsOf(textOf(target)), link).toContain(hash.slice(1));
    }
  });
});
