// @ts-check
import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cleanEnvironment } from "../clean-environment.mjs";
import { runCommand } from "../run-command.mjs";
import { temporaryFolder } from "../temporary-folder.mjs";

/**
 * @typedef {object} Registry
 * @property {string} url with a trailing slash
 * @property {number} port
 * @property {string} npmrc the file that names the registry and holds its token
 * @property {NodeJS.ProcessEnv} env makes npm and pnpm use this registry and nothing of the outer configuration
 * @property {() => Promise<void>} stop
 */

const verdaccio = fileURLToPath(new URL("verdaccio-process.mjs", import.meta.url));

/** What is published here and never looked up elsewhere: our scope, plugins of others, and scopes of tests. */
const ownPatterns = ["@asky/*", "asky-plugin-*", "tether-plugin-*", "@demo-*/*"];

const startLimitMs = 20_000;

/**
 * Starts an empty registry on a free loopback port. Names that are not its own come from the registry npm is
 * configured for.
 *
 * @returns {Promise<Registry>}
 */
export async function startRegistry() {
  const folder = await temporaryFolder("registry");
  const { upstream, cafile, cache } = await outerNpmConfig();
  const env = cleanEnvironment(cafile === undefined ? {} : { NODE_EXTRA_CA_CERTS: cafile });
  const child = fork(verdaccio, [folder, upstream, ...ownPatterns], { env, silent: true });
  const end = () => child.kill("SIGKILL");
  // Ahead of the folder's removal, which would otherwise meet a child that still writes.
  process.prependOnceListener("exit", end);
  const stop = async () => {
    process.off("exit", end);
    const closed = child.exitCode === null && child.signalCode === null ? once(child, "exit") : undefined;
    end();
    await closed;
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  };

  try {
    const port = await portOf(child);
    const url = `http://127.0.0.1:${port}/`;
    const npmrc = join(folder, "npmrc");
    const token = await createUser(url);
    await writeFile(npmrc, `registry=${url}\n//127.0.0.1:${port}/:_authToken=${token}\n`, { mode: 0o600 });
    return { url, port, npmrc, env: registryEnvironment(npmrc, cache), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** @param {import("node:child_process").ChildProcess} child @returns {Promise<number>} */
function portOf(child) {
  let log = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (log += chunk));
  return new Promise((resolve, reject) => {
    const fail = () => reject(new Error(`The registry did not start.\n${log}`));
    const timer = setTimeout(fail, startLimitMs);
    child.once("exit", fail);
    child.once("message", (/** @type {{ port: number }} */ { port }) => {
      clearTimeout(timer);
      child.off("exit", fail);
      resolve(port);
    });
  });
}

/** @param {string} url @returns {Promise<string>} the token of a new user */
async function createUser(url) {
  const name = "publisher";
  const response = await fetch(`${url}-/user/org.couchdb.user:${name}`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name, password: randomBytes(18).toString("base64url") }),
    signal: AbortSignal.timeout(startLimitMs),
  });
  const body = await response.text();
  if (response.status !== 201) throw new Error(`The registry refused a user: ${response.status} ${body}`);
  return JSON.parse(body).token;
}

/** What the machine's npm is configured for; its own npmrc is out of sight once ours takes its place. */
async function outerNpmConfig() {
  const keys = ["registry", "cafile", "cache"];
  const { code, output } = await runCommand("npm", ["config", "get", ...keys], { timeoutMs: 20_000 });
  const value = (/** @type {string} */ key) => new RegExp(`^${key}=(.+)$`, "m").exec(output)?.[1];
  const upstream = value("registry");
  if (code !== 0 || upstream === undefined)
    throw new Error(`npm does not say which registry it uses.\n${output}`);
  const cafile = value("cafile");
  return { upstream, cafile: cafile === "null" ? undefined : cafile, cache: value("cache") };
}

/** @param {string} npmrc @param {string | undefined} cache */
function registryEnvironment(npmrc, cache) {
  return cleanEnvironment({
    NPM_CONFIG_USERCONFIG: npmrc,
    ...(cache !== undefined && { NPM_CONFIG_CACHE: cache }),
    NPM_CONFIG_AUDIT: "false",
    NPM_CONFIG_FUND: "false",
    NPM_CONFIG_UPDATE_NOTIFIER: "false",
    NPM_CONFIG_PROGRESS: "false",
    // pnpm holds back versions younger than a day; everything here is.
    PNPM_CONFIG_MINIMUM_RELEASE_AGE: "0",
    NO_COLOR: "1",
  });
}
