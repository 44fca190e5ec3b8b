// @ts-check
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ask } from "./chapters/ask.mjs";
import { askConsent } from "./chapters/ask-consent.mjs";
import { askLedger } from "./chapters/ask-ledger.mjs";
import { install } from "./chapters/install.mjs";
import { interrupt } from "./chapters/interrupt.mjs";
import { leaveSandbox } from "./chapters/leave-sandbox.mjs";
import { load } from "./chapters/load.mjs";
import { takeOnPersona } from "./chapters/persona.mjs";
import { openRegistry, publish } from "./chapters/publish.mjs";
import { resume } from "./chapters/resume.mjs";
import { showReport } from "./chapters/show-report.mjs";
import { shutDown } from "./chapters/shut-down.mjs";
import { visitConsole } from "./chapters/visit-console.mjs";
import { startHost } from "./host-process.mjs";
import { reportPage } from "./report/page.mjs";

/** The conversation that is interrupted, and goes on in another process. */
const sessionId = "questions";

/**
 * The story, chapter by chapter: each does what it tells, and checks it.
 *
 * @param {import("./narrator.mjs").Narrator} tell
 * @param {import("./options.mjs").DemoOptions} options
 * @param {string} home an empty folder, removed by the caller; a real path
 */
export async function tellStory(tell, options, home) {
  const began = performance.now();
  // A page of an earlier run would be found by this one's questions, and taken for its own.
  await rm(options.report, { force: true });

  tell.title("Asky plugins: published, installed by name, asked, interrupted, approved, resumed, audited");
  tell.chapter("Publish");
  const registry = await openRegistry(tell);
  try {
    await publish(tell, registry);
    tell.chapter("Install");
    const installed = await install(tell, home, registry);
    const told = await tellOfHost(tell, options, home, installed);
    await registry.stop();

    const seconds = (performance.now() - began) / 1000;
    const { packages, toolsOf } = installed;
    const facts = {
      node: process.version,
      folder: options.folder,
      registry: registry.url,
      finishedAt: new Date().toISOString(),
      seconds,
    };
    await writeFile(options.report, reportPage({ facts, packages, toolsOf, ...told }));
    return { seconds };
  } finally {
    await registry.stop();
  }
}

/**
 * The chapters in which the host runs.
 *
 * @param {import("./narrator.mjs").Narrator} tell
 * @param {import("./options.mjs").DemoOptions} options
 * @param {string} home
 * @param {import("./chapters/install.mjs").Installation} installed
 */
async function tellOfHost(tell, options, home, { hostFolder, configDir }) {
  const startOne = () => startHost(hostFolder, configDir, options.folder);
  const workDir = join(home, "work");
  await mkdir(workDir);
  let host = startOne();
  try {
    tell.chapter("Load");
    await load(tell, host, home);
    tell.chapter("Ask");
    await ask(tell, host, configDir, sessionId, options);
    tell.chapter("Interrupt");
    const interrupted = await interrupt(tell, host, configDir, workDir, sessionId);
    tell.chapter("Under a persona");
    const answered = await takeOnPersona(tell, host, configDir, options);
    tell.chapter("With a human's consent");
    const { consents, turns } = await askConsent(tell, host, configDir, workDir);
    const [approved, refused] = turns;
    tell.chapter("Who did it?");
    const culprits = await askLedger(tell, host, {
      prompt: answered.result.turnId,
      args: approved.result.turnId,
      denied: refused.result.turnId,
    });
    tell.chapter("In another process");
    const resumed = await resume(tell, host, startOne, configDir, sessionId);
    host = resumed.host;
    tell.chapter("The console");
    const url = await visitConsole(tell, host, resumed.started);
    tell.chapter("Out of the sandbox");
    const { turn: denied, audit } = await leaveSandbox(tell, host, home, configDir, options.folder);
    tell.chapter("The report");
    const report = await showReport(tell, host);
    tell.chapter("Shut down");
    const shutdown = await shutDown(tell, host, resumed.started, url);
    return {
      report,
      turns: [answered, approved, interrupted, denied],
      consents,
      culprits,
      session: resumed.session,
      audit,
      shutdown,
    };
  } finally {
    host.kill();
  }
}
