// @ts-check
import { Markup } from "./markup.mjs";

/** The page's only stylesheet. Colours follow the system, and never carry a meaning alone. */
export const stylesheet = new Markup(`<style>
:root {
  color-scheme: light dark;
  --page: #f7f7f4; --card: #ffffff; --ink: #1d1f24; --muted: #5b5f68; --faint: #717680; --line: #e2e2dc; --code: #f0f0ec;
  --accent: #3f51c7; --accent-back: #eceefb; --good: #19693f; --good-back: #e6f4ec; --bad: #a3231b; --bad-back: #fcebe9;
  --warn: #8a5a00; --warn-back: #fbf1da; --import: #a3adeb; --init: #3f51c7; --start: #19835a; --event: #8a5a00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #121317; --card: #1a1c21; --ink: #e9eaed; --muted: #a2a6b0; --faint: #8a8f9a; --line: #2e313a; --code: #24272e;
    --accent: #a9b5ff; --accent-back: #23273d; --good: #7fd6a5; --good-back: #15291f; --bad: #ffa198; --bad-back: #341c1a;
    --warn: #eec46c; --warn-back: #2f2613; --import: #5564ad; --init: #a9b5ff; --start: #5fc493; --event: #eec46c;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; }
main, footer { width: min(72rem, 100% - 2.5rem); margin-inline: auto; }
main { padding-block: 3rem 1rem; }
h1, h2, p, dl, dd, ul, ol, pre { margin: 0; padding: 0; }
ul, ol { list-style: none; }
h1 { font-size: clamp(1.5rem, 4.5vw, 2.125rem); line-height: 1.2; letter-spacing: -.02em; font-weight: 660; text-wrap: balance; }
h2 { font-size: 1.25rem; letter-spacing: -.01em; font-weight: 650; margin-bottom: .35rem; }
code, pre, .drawing .code { font-family: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
code { font-size: .875em; overflow-wrap: anywhere; }
pre { font-size: .875rem; line-height: 1.55; white-space: pre-wrap; overflow-wrap: anywhere; }
.brand { color: var(--accent); font-weight: 650; margin-bottom: .5rem; }
.lead { font-size: 1.0625rem; color: var(--muted); margin-top: .75rem; max-width: 46rem; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: .9rem 2rem; margin-top: 1.75rem; padding-block: 1.1rem; border-block: 1px solid var(--line); }
dt { color: var(--muted); font-size: .8125rem; }
dd { overflow-wrap: anywhere; }
section { margin-top: 3rem; }
.introduction { color: var(--muted); max-width: 48rem; margin-bottom: .9rem; }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; font-size: .875rem; color: var(--muted); margin-bottom: .6rem; }
.legend li { display: flex; align-items: center; gap: .5rem; }
.key { flex: none; width: 1.4rem; height: 0; border-top: 2px solid var(--faint); }
.key.plugin { border-color: var(--accent); } .key.holds { border-top-style: dotted; border-color: var(--accent); } .key.peer { border-top-style: dashed; }
.key.import, .key.init, .key.start { width: .8rem; height: .8rem; border: 0; border-radius: 3px; }
.key.import { background: var(--import); } .key.init { background: var(--init); } .key.start { background: var(--start); }
.key.hook, .key.event, .key.author { width: .65rem; height: .65rem; border: 0; border-radius: 50%; background: var(--accent); }
.key.author { border-radius: 0; transform: rotate(45deg); } .key.event { background: var(--event); } .key.call { width: 0; height: 0; border: .32rem solid transparent; border-left: .6rem solid var(--faint); border-right: 0; }
.frame {
  --shade: color-mix(in srgb, var(--ink) 16%, transparent); overflow-x: auto;
  background: linear-gradient(90deg, var(--card) 40%, transparent) 0 0 / 3rem 100% no-repeat local, linear-gradient(270deg, var(--card) 40%, transparent) 100% 0 / 3rem 100% no-repeat local,
    linear-gradient(90deg, var(--shade), transparent) 0 0 / .8rem 100% no-repeat, linear-gradient(270deg, var(--shade), transparent) 100% 0 / .8rem 100% no-repeat, var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 1.1rem 1.25rem; }
.frame:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.drawing { display: block; height: auto; min-width: 60rem; width: 100%; margin-inline: auto; }
.drawing text { fill: var(--ink); font-size: 13px; }
.graph { max-width: fit-content; }
.graph .edge { fill: none; stroke: var(--faint); stroke-width: 1.4; opacity: .75; }
.graph .edge.plugin { stroke: var(--accent); stroke-width: 2; opacity: 1; } .graph .edge.holds { stroke: var(--accent); stroke-dasharray: 1.5 4; stroke-linecap: round; }
.graph .edge.peer { stroke-dasharray: 6 4; }
.graph .head { fill: var(--faint); } .graph .head.plugin, .graph .head.holds { fill: var(--accent); }
.graph rect { fill: var(--card); stroke: var(--line); stroke-width: 1.5; }
.graph .package rect { fill: var(--code); } .graph .host rect { stroke: var(--ink); } .graph .contract rect { stroke: var(--accent); fill: var(--accent-back); }
.graph .plugin rect { stroke: var(--accent); }
.graph .name { font-weight: 600; font-size: 13.5px; } .graph .name.code { font-weight: 500; font-size: 13px; }
.graph .detail { fill: var(--muted); font-size: 12px; }
.graph .state { fill: var(--faint); } .graph .started .state, .graph .active .state { fill: var(--start); } .graph .failed .state { fill: var(--bad); } .graph .skipped .state { fill: var(--warn); }
.timeline .grid, .timeline .rail, .turn .rail { stroke: var(--line); fill: none; } .timeline .tick { fill: var(--muted); font-size: 12px; text-anchor: middle; }
.timeline .name { text-anchor: end; font-weight: 550; } .timeline .sum { text-anchor: end; fill: var(--muted); font-variant-numeric: tabular-nums; }
rect.import { fill: var(--import); } rect.init { fill: var(--init); } rect.start { fill: var(--start); }
.exchange { border-left: 3px solid var(--accent); padding-left: 1rem; margin-bottom: 1.1rem; }
.question { font-weight: 600; } .question + .answer { margin-top: .5rem; }
.answer { color: var(--muted); max-height: 30rem; overflow: auto; tab-size: 4; }
.turn .lane-name { text-anchor: middle; font-weight: 600; font-size: 12.5px; } .turn .of-plugin .lane-name { fill: var(--accent); }
.turn .rail { stroke-width: 1.5; }
.turn .title { font-size: 12.5px; } .turn .note { fill: var(--muted); font-size: 12px; }
.turn .line { stroke: var(--tone); stroke-width: 1.6; fill: none; } .turn .to { fill: var(--tone); } .turn .from { fill: var(--card); stroke: var(--tone); stroke-width: 1.6; }
.turn .step { --tone: var(--faint); } .turn .hook { --tone: var(--accent); } .turn .event { --tone: var(--event); } .turn .denied { --tone: var(--bad); }
.turn .event .line { stroke-dasharray: 2 3; } .turn .changed .note, .turn .denied .note { fill: var(--ink); } .turn .denied .title { fill: var(--bad); font-weight: 600; }
.turn .lonely .title, .turn .lonely .note { fill: var(--faint); } .turn .changed .title { font-weight: 600; }
.audit { background: var(--code); border-left: 3px solid var(--bad); border-radius: 4px 12px 12px 4px; padding: 1rem 1.1rem; }
table { width: 100%; min-width: 60rem; border-collapse: collapse; font-size: .875rem; }
th { text-align: left; font-weight: 600; } thead th { color: var(--muted); font-weight: 400; font-size: .8125rem; padding-bottom: .4rem; white-space: nowrap; }
tbody th, td { padding: .55rem 0; border-top: 1px solid var(--line); vertical-align: top; } th + th, td, td + th { padding-left: 1.25rem; } td.number:first-child { padding-left: 0; width: 2.5rem; text-align: left; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.badge { display: inline-block; padding: 0 .6rem; border-radius: 99px; font-size: .8125rem; background: var(--code); }
.badge.started, .badge.active { color: var(--good); background: var(--good-back); } .badge.failed { color: var(--bad); background: var(--bad-back); } .badge.skipped { color: var(--warn); background: var(--warn-back); }
td code { white-space: nowrap; } td.what code { white-space: normal; }
.consents > li { background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 1.1rem 1.25rem; margin-bottom: .9rem; }
.parts, .verdict { margin-top: .7rem; } .parts li + li { margin-top: .35rem; } .parts p, .place { color: var(--muted); font-size: .875rem; } .place { margin-top: .7rem; }
.line-of-log { background: var(--code); border-radius: 8px; padding: .6rem .8rem; margin-top: .2rem; font-size: .8125rem; } .uses span { color: var(--muted); } .problem { color: var(--bad); margin-top: .3rem; }
.shut-down { counter-reset: step; columns: 22rem 2; column-gap: 3rem; margin-top: .6rem; }
.shut-down li { counter-increment: step; display: flex; gap: .7rem; align-items: baseline; break-inside: avoid; padding-block: .3rem; border-bottom: 1px solid var(--line); }
.shut-down li::before { content: counter(step); color: var(--faint); min-width: 1.4rem; text-align: right; font-variant-numeric: tabular-nums; }
.kind { color: var(--muted); min-width: 4rem; } .time { margin-left: auto; color: var(--muted); white-space: nowrap; font-size: .875rem; }
footer { border-top: 1px solid var(--line); margin-top: 3rem; padding-block: 1.25rem 3rem; color: var(--muted); font-size: .875rem; }
@media (max-width: 40rem) { main, footer { width: calc(100% - 2rem); } main { padding-top: 1.75rem; } .frame { padding: .8rem; border-radius: 10px; } }
@media print { .frame { overflow: visible; } section { break-inside: avoid; } }
</style>`);
