// @ts-check
import { markup } from "./markup.mjs";

/**
 * The turns of a conversation as a table.
 *
 * @param {import("../record.mjs").KeptSession} session
 */
export function sessionTable({ turns }) {
  return markup`<table>
<thead><tr><th scope="col">Turn</th><th scope="col">Message</th><th scope="col">Process</th><th scope="col">Ended</th></tr></thead>
<tbody>${turns.map(
    ({ question, process, stopReason }, index) => markup`<tr>
<td class="number">${index + 1}</td><th scope="row">${question}</th><td>${process}</td>
<td><span class="badge ${badgeOf(stopReason)}">${stopReason}</span></td></tr>`,
  )}</tbody>
</table>`;
}

/**
 * The questions that were put to a human, each with the answer and its lines of the audit log.
 *
 * @param {readonly import("../record.mjs").Consent[]} consents
 */
export function consentList(consents) {
  return markup`<ol class="consents">${consents.map(
    ({ request, isApproved, status, audit }) => markup`<li>
<pre class="request">${request.text}</pre>
<ol class="parts">${request.parts.map(
      ({ text, judgement, reason }) =>
        markup`<li><span class="badge ${badgeOf(judgement)}">${judgement}</span> <code>${text}</code>${reason === "" ? undefined : markup`<p>${reason}</p>`}</li>`,
    )}</ol>
<p class="verdict"><span class="badge ${isApproved ? "started" : "failed"}">${isApproved ? "yes" : "no"}</span> The call was then ${status}.</p>
${audit.map(({ file, lineNumber, line }) => markup`<p class="place">Line ${lineNumber} of <code>${file}</code></p><pre class="line-of-log">${line}</pre>`)}
</li>`,
  )}</ol>`;
}

/**
 * What the ledger answered, as a table.
 *
 * @param {readonly import("../record.mjs").Culprit[]} culprits
 */
export function culpritTable(culprits) {
  return markup`<table>
<thead><tr><th scope="col">Question</th><th scope="col">Answer</th><th scope="col">What</th></tr></thead>
<tbody>${culprits.map(
    ({ question, who, what }) =>
      markup`<tr><th scope="row">${question}</th><td>${who}</td><td class="what"><code>${what}</code></td></tr>`,
  )}</tbody>
</table>`;
}

/** Good, bad or in between, by the classes of the plugins' states. @param {string} word */
function badgeOf(word) {
  if (word === "answered" || word === "allow") return "started";
  return word === "deny" || word === "error" ? "failed" : "skipped";
}
