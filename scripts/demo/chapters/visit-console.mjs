// @ts-check
import { get } from "node:http";
import { expect } from "../fault.mjs";

/**
 * Serves the console, and reads its page as a browser would.
 *
 * @param {import("../narrator.mjs").Narrator} tell
 * @param {import("../host-process.mjs").HostProcess} host
 * @param {import("../record.mjs").StartupReport} report
 * @returns {Promise<string>} the console's address
 */
export async function visitConsole(tell, host, report) {
  const { url, startUrl, servers } = await tell.during("starting the daemon's servers", () =>
    host.request("serve"),
  );
  expect(servers.length === 1 && servers[0].isRunning, "The daemon does not run the console.");

  const stranger = await read(`${url}/`);
  expect(stranger.status === 401, `Without a start link the console answered ${stranger.status}, not 401.`);
  const elsewhere = await read(`${url}/`, { host: "console.example" });
  expect(elsewhere.status >= 400, `A request for another host's name was answered ${elsewhere.status}.`);
  const signedIn = await read(startUrl);
  expect(
    signedIn.status === 303 && signedIn.cookie !== "",
    `The start link was answered ${signedIn.status}, not 303.`,
  );
  const again = await read(startUrl);
  expect(
    again.status === 403,
    `The start link worked twice: the second time it was answered ${again.status}.`,
  );
  const page = await read(`${url}/`, { cookie: signedIn.cookie });
  expect(page.status === 200, `With a session the console answered ${page.status}, not 200.`);
  for (const { name } of report.plugins)
    expect(page.body.includes(name), `The console's page does not show ${name}.`);

  tell.say(`gui_server serves ${tell.paint("cyan", url)}, on a free port of this machine only.`);
  tell.say(`  without a start link          ${stranger.status}  ${headline(stranger)}`);
  tell.say(`  under the name of another     ${elsewhere.status}  ${headline(elsewhere)}`);
  tell.say(`  with the start link           ${page.status}  ${tell.paint("bold", headline(page))}`);
  tell.say(`  with the same link again      ${again.status}  ${headline(again)}`);
  tell.checked("the page shows all the plugins of the report");
  return url;
}

/** @typedef {{ status: number, reason: string, cookie: string, body: string }} Answer */

/**
 * A request without redirects, keep-alive and cookie jar.
 *
 * @param {string} url
 * @param {Record<string, string>} [headers]
 * @returns {Promise<Answer>}
 */
function read(url, headers = {}) {
  return new Promise((resolve, reject) => {
    const request = get(url, { headers, agent: false, timeout: 10_000 }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (text) => (body += text));
      response.on("error", reject);
      response.on("end", () => {
        const [cookie = ""] = response.headers["set-cookie"]?.[0]?.split(";") ?? [];
        resolve({ status: response.statusCode ?? 0, reason: response.statusMessage ?? "", cookie, body });
      });
    });
    request.on("timeout", () => request.destroy(new Error(`${url} did not answer within 10 s.`)));
    request.on("error", reject);
  });
}

/** The page's first heading as text, or what stands in its place. @param {Answer} answer */
function headline({ body, reason }) {
  const heading = /<h1[^>]*>(.*?)<\/h1>/s.exec(body)?.[1] ?? reason;
  return heading
    .replace(/<[^>]*>/g, "")
    .replace(/\s+/g, " ")
    .trim();
}
