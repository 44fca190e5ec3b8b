/** The console's only stylesheet. Colours follow the system, and never carry a meaning alone. */
export const STYLESHEET = `:root {
  color-scheme: light dark;
  --page: #f6f6f3; --card: #ffffff; --ink: #1d1f24; --muted: #5b5f68; --line: #e3e3dd; --code: #f0f0ec;
  --accent: #3f51c7; --on-accent: #ffffff;
  --good: #19693f; --good-back: #e6f4ec; --bad: #a3231b; --bad-back: #fcebe9;
  --warn: #7a5200; --warn-back: #fbf1da; --quiet: #5b5f68; --quiet-back: #eeeeea;
  --import: #8391e0; --init: #3f51c7; --start: #19835a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #121317; --card: #1a1c21; --ink: #e9eaed; --muted: #a2a6b0; --line: #2b2e36; --code: #24272e;
    --accent: #a9b5ff; --on-accent: #14171f;
    --good: #7fd6a5; --good-back: #15291f; --bad: #ffa198; --bad-back: #341c1a;
    --warn: #eec46c; --warn-back: #2f2613; --quiet: #a2a6b0; --quiet-back: #25282e;
    --import: #5564ad; --init: #a9b5ff; --start: #5fc493;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--page); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
}
.width { width: min(58rem, 100% - 2.5rem); margin-inline: auto; }
.muted, .version { color: var(--muted); }
a { color: var(--accent); text-underline-offset: .18em; text-decoration-thickness: 1px; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; border-radius: 4px; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: .75rem; background: var(--card); padding: .4rem .8rem; border-radius: 8px; z-index: 1; }
code { font: .875em/1.5 ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
h1, h2, h3, p, ul, dl, dd { margin: 0; padding: 0; }
ul { list-style: none; }
h1 { font-size: 1.75rem; line-height: 1.25; letter-spacing: -.015em; font-weight: 650; }
h2 { font-size: 1.125rem; font-weight: 650; margin-bottom: .75rem; }
h3 { font-size: 1.0625rem; font-weight: 650; overflow-wrap: anywhere; }
.version { font-weight: 400; font-size: .9375rem; margin-left: .3rem; }
.bar { border-bottom: 1px solid var(--line); background: var(--card); }
.bar .width { padding-block: .7rem; }
.brand { display: inline-flex; align-items: center; gap: .6rem; color: inherit; font-weight: 650; text-decoration: none; }
.brand .muted { font-weight: 400; }
.mark { fill: var(--accent); }
.stroke { fill: none; stroke: var(--on-accent); stroke-width: 2.6; stroke-linecap: round; stroke-linejoin: round; }
main { padding-block: 2.25rem 3rem; }
section { margin-bottom: 2.5rem; scroll-margin-top: 1rem; }
.summary > * + * { margin-top: .8rem; }
.summary h1 { display: flex; align-items: center; gap: .65rem; }
.summary h1 .icon { width: 1.6rem; height: 1.6rem; }
.counts { display: flex; flex-wrap: wrap; gap: .5rem; }
.icon { flex: none; fill: none; stroke: var(--card); stroke-width: 1.7; stroke-linecap: round; stroke-linejoin: round; }
.icon circle, .icon .solid { fill: var(--tone); stroke: none; }
.icon .hollow { fill: none; stroke: var(--tone); }
.icon-good { --tone: var(--good); } .icon-bad { --tone: var(--bad); }
.icon-warn { --tone: var(--warn); } .icon-quiet { --tone: var(--quiet); }
.badge {
  display: inline-flex; align-items: center; gap: .4rem; flex: none;
  padding: .16rem .7rem .16rem .5rem; border-radius: 99px; font-size: .875rem;
}
.badge.good { color: var(--good); background: var(--good-back); } .badge.bad { color: var(--bad); background: var(--bad-back); }
.badge.warn { color: var(--warn); background: var(--warn-back); } .badge.quiet { color: var(--quiet); background: var(--quiet-back); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1.1rem 1.25rem; }
.card + .card { margin-top: .8rem; }
.card > header { display: flex; align-items: center; justify-content: space-between; gap: 1rem; }
.card > header h3 { scroll-margin-top: 1.5rem; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(16rem, 1fr)); gap: .7rem 1.5rem; margin-top: .8rem; }
dt, .label { color: var(--muted); font-size: .8125rem; }
dd { font-size: .9375rem; overflow-wrap: anywhere; }
.names { display: flex; flex-wrap: wrap; gap: .3rem; }
.names code { background: var(--code); border-radius: 6px; padding: .08rem .4rem; }
details { margin-top: .9rem; border-top: 1px solid var(--line); padding-top: .7rem; }
summary { cursor: pointer; width: fit-content; color: var(--muted); font-size: .9375rem; }
details[open] summary { margin-bottom: .4rem; }
.problems { display: grid; gap: .6rem; }
.card .problems { margin-top: .8rem; }
.problem { border-left: 3px solid; border-radius: 4px 10px 10px 4px; padding: .75rem 1rem; font-size: .9375rem; }
.problem > * + * { margin-top: .35rem; }
.problem.bad { border-color: var(--bad); background: var(--bad-back); }
.problem.warn { border-color: var(--warn); background: var(--warn-back); }
.problem-head { display: flex; flex-wrap: wrap; align-items: center; gap: .15rem .5rem; }
.problem .muted, .problem .label { color: inherit; opacity: .82; }
.said { white-space: pre-line; overflow-wrap: anywhere; unicode-bidi: isolate; }
.causes { padding-left: 1rem; }
.place { display: grid; grid-template-columns: 5.2rem 1fr; gap: .4rem; align-items: baseline; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: .9375rem; }
th { text-align: left; font-weight: 400; }
thead th { color: var(--muted); font-size: .8125rem; padding-bottom: .3rem; white-space: nowrap; }
tbody th, td { padding: .32rem 0; border-top: 1px solid var(--line); }
th + th, td { padding-left: 1.1rem; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
tbody th, td code { white-space: nowrap; }
tbody th bdi { display: inline-block; max-width: 16rem; overflow: hidden; text-overflow: ellipsis; vertical-align: bottom; }
h2 + p { margin: -.35rem 0 .75rem; }
.timeline .drawn { width: 46%; min-width: 12rem; padding-left: 1.5rem; }
th.drawn span + span { float: right; }
.drawn svg { display: block; }
.rail { fill: var(--line); }
rect.import, .key.import rect { fill: var(--import); }
rect.init, .key.init rect { fill: var(--init); }
rect.start, .key.start rect { fill: var(--start); }
.empty { border: 1px dashed var(--line); border-radius: 12px; padding: 1.5rem; text-align: center; color: var(--muted); }
.message { max-width: 36rem; margin-block: 3rem; }
.message > * + * { margin-top: 1rem; }
.message ul { list-style: disc; padding-left: 1.3rem; }
.message li + li { margin-top: .35rem; }
.lead { font-size: 1.125rem; }
footer { border-top: 1px solid var(--line); padding-top: 1rem; font-size: .875rem; }
@media (max-width: 40rem) {
  .width { width: calc(100% - 2rem); }
  main { padding-block: 1.5rem 2rem; }
  h1 { font-size: 1.4rem; }
  .card { padding: .95rem 1rem; }
  .card > dl { grid-template-columns: 1fr; gap: .35rem; }
  .card > dl > div { display: grid; grid-template-columns: 5.2rem 1fr; gap: .4rem; align-items: baseline; }
  .place { grid-template-columns: 1fr; gap: 0; }
}
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
@media print { .bar, .skip, footer { display: none; } body { background: none; } .card { break-inside: avoid; } }
`;
