import type { Logger, Services } from "@asky/sdk";
import { getRequestListener } from "@hono/node-server";
import { Sessions } from "./access/sessions.ts";
import { removeStartFile, startFileIn, writeStartFile } from "./access/start-file.ts";
import { StartTokens } from "./access/start-tokens.ts";
import type { GuiServerConfig } from "./config.ts";
import type { GuiService } from "./contract.ts";
import { notRunning } from "./errors.ts";
import { createRoutes } from "./routes.ts";
import { type LocalServer, openLocalServer, type RequestListener } from "./server/local-server.ts";

/** What the console works with: parts of its plugin's context. */
export interface GuiConsoleOptions {
  readonly config: GuiServerConfig;
  readonly dataDir: string;
  readonly services: Services;
  readonly logger: Logger;
}

/** The console as a server that can be started and stopped, again and again; each start begins without sessions. */
export class GuiConsole implements GuiService {
  readonly #options: GuiConsoleOptions;
  readonly #startFile: string;
  readonly #tokens = new StartTokens();
  readonly #sessions = new Sessions();
  #server: LocalServer | undefined;
  #lastChange: Promise<void> = Promise.resolve();

  constructor(options: GuiConsoleOptions) {
    this.#options = options;
    this.#startFile = startFileIn(options.dataDir);
  }

  get url(): string | undefined {
    return this.#server?.url;
  }

  get isRunning(): boolean {
    return this.#server !== undefined;
  }

  createStartUrl(): string {
    if (this.#server === undefined) throw notRunning();
    return `${this.#server.url}/start?token=${this.#tokens.mint()}`;
  }

  /** Resolves when it listens; does nothing when it does. */
  start(): Promise<void> {
    return this.#inTurn(() => (this.#server === undefined ? this.#open() : undefined));
  }

  /** Resolves when the port is free again; does nothing when it does not run. */
  stop(): Promise<void> {
    return this.#inTurn(() => this.#close());
  }

  async #open(): Promise<void> {
    const { config, logger } = this.#options;
    const onError = (error: Error): void => logger.error(`The console's server reports: ${error.message}`);
    this.#server = await openLocalServer(config.host, config.port, (port) => this.#listener(port), onError);
    try {
      this.#renewStartFile();
    } catch (error) {
      await this.#close();
      throw error;
    }
    logger.info(`The console runs. Open ${this.createStartUrl()} once; more links: ${this.#startFile}`);
  }

  async #close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.#tokens.clear();
    this.#sessions.clear();
    await server?.close();
    if (server !== undefined) removeStartFile(this.#startFile);
  }

  #listener(port: number): RequestListener {
    const { services, logger } = this.#options;
    const redeem = (token: string): boolean => this.#redeem(token);
    const routes = createRoutes({ port, sessions: this.#sessions, services, logger, redeem });
    const listener = getRequestListener((request) => routes.fetch(request), { overrideGlobalObjects: false });
    return (request, response) => void listener(request, response);
  }

  /** The file always holds a link that works, so it gets another one whenever a link has been used. */
  #redeem(token: string): boolean {
    if (this.#server === undefined || !this.#tokens.redeem(token)) return false;
    try {
      this.#renewStartFile();
    } catch (error) {
      this.#options.logger.error(`${String(error)} The link in it may be used up.`);
    }
    return true;
  }

  #renewStartFile(): void {
    writeStartFile(this.#startFile, this.createStartUrl());
  }

  /** Starting and stopping never overlap. A failed change is its caller's matter, not the next one's. */
  #inTurn(change: () => void | Promise<void>): Promise<void> {
    const done = this.#lastChange.then(change);
    this.#lastChange = done.then(
      () => undefined,
      () => undefined,
    );
    return done;
  }
}
