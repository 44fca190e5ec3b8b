import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { JsonObject } from "@asky/sdk";
import { stringify } from "smol-toml";

/** A configuration directory that nobody else uses, and beside it a folder for turns to work in. */
export class TempConfigDir {
  /** Absolute, links resolved. */
  readonly path: string;
  /** Where turns work. Outside of the configuration. */
  readonly workDir: string;
  readonly #root: string;

  private constructor(root: string) {
    this.#root = root;
    this.path = join(root, "config");
    this.workDir = join(root, "work");
  }

  static async create(): Promise<TempConfigDir> {
    const dir = new TempConfigDir(await realpath(await mkdtemp(join(tmpdir(), "asky-test-"))));
    await mkdir(dir.path);
    await mkdir(dir.workDir);
    return dir;
  }

  /** @param path - from the configuration directory; folders on the way are made. */
  async write(path: string, text: string): Promise<void> {
    const file = join(this.path, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }

  /** Writes `plugins/<plugin>.toml`. */
  async configure(plugin: string, config: JsonObject): Promise<void> {
    await this.write(join("plugins", `${plugin}.toml`), stringify(config));
  }

  /** Puts a package into `node_modules`: a link, as npm does for a folder. */
  async link(packageName: string, folder: string): Promise<void> {
    const target = join(this.path, "node_modules", packageName);
    await mkdir(dirname(target), { recursive: true });
    await symlink(await realpath(folder), target, "junction");
  }

  remove(): Promise<void> {
    return rm(this.#root, { recursive: true, force: true, maxRetries: 3 });
  }
}
