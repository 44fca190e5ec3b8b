import type { Logger, PluginError, Services } from "@asky/sdk";
import { type Context, Hono } from "hono";
import { sessionCookie, sessionSecrets } from "./access/session-cookie.ts";
import type { Sessions } from "./access/sessions.ts";
import { FAVICON } from "./assets/favicon.ts";
import { STYLESHEET } from "./assets/stylesheet.ts";
import { describeCause } from "./describe-cause.ts";
import { notSignedIn, requestFailed, routeUnknown, statusMissing } from "./errors.ts";
import type { Markup } from "./pages/markup.ts";
import {
  failedPage,
  linkRefusedPage,
  noReportPage,
  notFoundPage,
  notSignedInPage,
  signedInPage,
} from "./pages/message-page.ts";
import { overviewPage } from "./pages/overview-page.ts";

/** What the routes work with. */
export interface RouteOptions {
  readonly port: number;
  readonly sessions: Sessions;
  readonly services: Services;
  readonly logger: Logger;
  /** Uses a start token up. @returns whether it was one. */
  readonly redeem: (token: string) => boolean;
}

/** The console's routes. They get only requests that may ask; all but the marked ones need a session besides. */
export function createRoutes({ port, sessions, services, logger, redeem }: RouteOptions): Hono {
  const routes = new Hono();
  const isSignedIn = (c: Context): boolean => sessions.has(sessionSecrets(c.req.header("cookie"), port));

  // Hono hands only errors to onError, and a service can throw anything.
  routes.use(async (c, next) => {
    try {
      await next();
    } catch (cause) {
      throw requestFailed(c.req.path, cause);
    }
  });

  // Open to everybody on this machine: what the page for strangers is made of, and whether anybody is at home.
  routes.get("/style.css", (c) => c.body(STYLESHEET, 200, { "Content-Type": "text/css; charset=utf-8" }));
  routes.get("/favicon.svg", (c) => c.body(FAVICON, 200, { "Content-Type": "image/svg+xml" }));
  routes.get("/api/v1/health", (c) => c.json({ running: true }));

  routes.get("/start", (c) => {
    const tokens = c.req.queries("token") ?? [];
    if (tokens.length !== 1 || !redeem(tokens[0] ?? "")) return page(c, 403, linkRefusedPage);
    c.header("Set-Cookie", sessionCookie(port, sessions.open()));
    const site = c.req.header("sec-fetch-site");
    const comesFromAfar = site === "cross-site" || site === "same-site";
    return comesFromAfar ? page(c, 200, signedInPage) : c.redirect("/", 303);
  });

  routes.get("/api/*", async (c, next) => (isSignedIn(c) ? next() : failure(c, 401, notSignedIn())));
  routes.get("/api/v1/report", (c) => {
    const report = services.get("status")?.report();
    return report === undefined ? failure(c, 503, statusMissing()) : c.json(report);
  });

  routes.get("*", async (c, next) => (isSignedIn(c) ? next() : page(c, 401, notSignedInPage)));
  routes.get("/", (c) => {
    const report = services.get("status")?.report();
    return report === undefined ? page(c, 503, noReportPage) : page(c, 200, overviewPage(report));
  });

  routes.notFound((c) => (isApi(c) ? failure(c, 404, routeUnknown(c.req.path)) : page(c, 404, notFoundPage)));
  routes.onError((cause, c) => {
    const error = requestFailed(c.req.path, cause);
    logger.error(`${error.message} ${error.hint}`, { code: error.code, cause: describeCause(cause) });
    return isApi(c) ? failure(c, 500, error) : page(c, 500, failedPage);
  });
  return routes;
}

type ErrorStatus = 401 | 403 | 404 | 500 | 503;

function page(c: Context, status: 200 | ErrorStatus, content: Markup): Response | Promise<Response> {
  return c.html(content, status);
}

function failure(c: Context, status: ErrorStatus, { code, message, hint }: PluginError): Response {
  return c.json({ error: { code, message, hint } }, status);
}

function isApi(c: Context): boolean {
  return c.req.path.startsWith("/api/");
}
