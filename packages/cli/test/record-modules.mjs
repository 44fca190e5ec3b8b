// @ts-check
// Says at the end which modules a process has loaded; `--import` this file.
import { register } from "node:module";
import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";

const { port1, port2 } = new MessageChannel();
const hooks = `
  let port;
  export function initialize(data) { port = data.port; }
  export async function load(url, context, next) {
    port.postMessage(url);
    return next(url, context);
  }`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`, {
  data: { port: port2 },
  transferList: [port2],
});
port1.unref();

process.on("exit", () => {
  /** @type {string[]} */
  const urls = [];
  for (let received = receiveMessageOnPort(port1); received; received = receiveMessageOnPort(port1)) {
    urls.push(received.message);
  }
  process.stderr.write(`modules: ${JSON.stringify(urls)}\n`);
});
