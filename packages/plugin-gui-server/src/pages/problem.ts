import type { Problem, ProblemPlace } from "@asky/sdk";
import { icon, type Tone } from "./icon.ts";
import { type Markup, markup } from "./markup.ts";

/** One problem: what, where, and what to do next. */
export function problemItem({ severity, code, phase, message, hint, place, count, causes }: Problem): Markup {
  const tone: Tone = severity === "warning" ? "warn" : "bad";
  return markup`<li class="problem ${tone}">
<p class="problem-head">${icon(tone)} <strong>${severity === "warning" ? "Warning" : "Error"}</strong> <code>${code}</code> <span class="muted">in ${phase}${times(count)}</span></p>
<p class="said">${message}</p>
${causes === undefined || causes.length === 0 ? undefined : markup`<ul class="causes">${causes.map((cause) => markup`<li><span class="muted">because</span> <span class="said">${cause}</span></li>`)}</ul>`}
${place === undefined ? undefined : markup`<p class="place"><span class="label">Where</span> <span>${placeOf(place)}</span></p>`}
<p class="place"><span class="label">Next step</span> <span class="said">${hint}</span></p>
</li>`;
}

/** All problems of one owner; nothing when there are none. */
export function problemList(problems: readonly Problem[]): Markup | undefined {
  if (problems.length === 0) return undefined;
  return markup`<ul class="problems">${problems.map(problemItem)}</ul>`;
}

function placeOf({ file, line, column, key }: ProblemPlace): Markup {
  const position = [file, line, line === undefined ? undefined : column].filter((part) => part !== undefined);
  return markup`<code>${position.join(":")}</code>${key === undefined ? undefined : markup` <code>${key}</code>`}`;
}

function times(count: number | undefined): string | undefined {
  return count === undefined || count < 2 ? undefined : `, ${count} times`;
}
