/** Columns of Grafana's grid, and the most rows that our dashboards have. */
const COLUMNS = 24
const ROWS = 90
const HIGHEST = 14

function each(count: number, rule: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => rule(index)).join('\n')
}

/** Places on the grid as classes, because a strict content security policy forbids style attributes. */
const PLACES = `
${each(COLUMNS, index => `.x${index} { grid-column-start: ${index + 1}; }`)}
${each(COLUMNS, index => `.w${index + 1} { grid-column-end: span ${index + 1}; }`)}
${each(ROWS, index => `.y${index} { grid-row-start: ${index + 1}; }`)}
${each(HIGHEST, index => `.h${index + 1} { grid-row-end: span ${index + 1}; }`)}
`

const COLOURS = `
:root {
  color-scheme: light dark;
  --ground: #f4f5f7; --card: #ffffff; --line: #dfe3e8; --text: #1b2430; --soft: #5b6674; --grid: #e8ebef; --link: #0b5cad; --track: #e9edf1;
  --good: #1d7a5b; --warn: #8a5a00; --bad: #b8202a; --blind: #6347b3;
  --good-fill: #2a9d78; --warn-fill: #f2b632; --bad-fill: #d1333d; --blind-fill: #7d64c8; --plain-fill: #5b8bd0;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0f141b; --card: #171e27; --line: #28323f; --text: #e4eaf1; --soft: #9aa8b8; --grid: #232c37; --link: #7db8ff; --track: #28323f;
    --good: #5fd0a8; --warn: #f5c04a; --bad: #ff7d84; --blind: #b7a4f5;
  }
}
details { flex: 0 0 auto; }
.tone-good { color: var(--good); } .tone-warn { color: var(--warn); } .tone-bad { color: var(--bad); } .tone-blind { color: var(--blind); } .tone-plain { color: var(--text); }
.state.tone-good { fill: var(--good-fill); } .state.tone-warn { fill: var(--warn-fill); } .state.tone-bad { fill: var(--bad-fill); } .state.tone-blind { fill: var(--blind-fill); } .state.tone-plain { fill: var(--plain-fill); }
.filled.tone-good { background: var(--good-fill); color: #04150f; } .filled.tone-warn { background: var(--warn-fill); color: #241800; } .filled.tone-bad { background: var(--bad-fill); color: #ffffff; } .filled.tone-blind { background: var(--blind-fill); color: #ffffff; }
.on-good { fill: #04150f; } .on-warn { fill: #241800; } .on-bad, .on-blind, .on-plain { fill: #ffffff; }
`

/** The style of a preview page; a content security policy can allow it by its hash. */
export const PREVIEW_STYLE = `${COLOURS}
* { box-sizing: border-box; margin: 0; }
body { background: var(--ground); color: var(--text); font: 14px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; padding: 0 16px 32px; }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
a:focus-visible, summary:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px; }
code { font: 0.9em ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
header.page { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 20px; padding: 12px 0; border-bottom: 1px solid var(--line); }
.brand { display: flex; align-items: center; gap: 6px; font-weight: 650; font-size: 16px; }
.brand a { display: flex; align-items: center; gap: 6px; color: inherit; }
.mark { width: 22px; height: 22px; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; }
.mark .weight { fill: currentColor; }
nav { display: flex; flex-wrap: wrap; gap: 4px 14px; }
nav a[aria-current] { color: var(--text); font-weight: 650; }
.source { color: var(--soft); margin-left: auto; }
.source a { color: inherit; text-decoration: underline; }
.source b { color: var(--text); }
.board { padding-top: 20px; }
.board > header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 2px 16px; margin-bottom: 12px; }
.board > header p { color: var(--soft); }
h1, h2 { font-size: 20px; letter-spacing: -0.01em; }
.chosen { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 4px 14px; color: var(--soft); margin-left: auto; }
.chosen b { color: var(--text); font-weight: 600; }
.moment { stroke-width: 1; stroke-dasharray: 2 3; }
.annotations { list-style: none; padding: 0; flex-basis: 100%; display: flex; flex-wrap: wrap; gap: 2px 14px; color: var(--soft); font-size: 13px; }
.annotations b { color: var(--text); font-weight: 600; }
.panels { display: grid; grid-template-columns: repeat(${COLUMNS}, minmax(0, 1fr)); grid-auto-rows: 30px; gap: 8px; }
${PLACES}
.row-title { align-self: end; font-size: 14px; font-weight: 600; }
.panel { container-type: inline-size; position: relative; display: flex; flex-direction: column; min-width: 0; background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 6px 10px 8px; }
.panel > header { display: flex; align-items: baseline; gap: 8px; min-height: 22px; }
.panel h3 { flex: 1 1 auto; min-width: 0; font-size: 13px; font-weight: 600; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
small { font-weight: 400; color: var(--soft); white-space: nowrap; }
.links { flex: 0 0 auto; font-size: 12px; }
.links a::before { content: "→ "; }
details summary { list-style: none; cursor: pointer; width: 16px; height: 16px; line-height: 14px; text-align: center; font-size: 11px; font-style: italic; border: 1px solid var(--line); border-radius: 50%; color: var(--soft); }
details summary::-webkit-details-marker { display: none; }
.about { position: absolute; z-index: 2; left: 8px; right: 8px; top: 30px; background: var(--card); border: 1px solid var(--soft); border-radius: 6px; padding: 10px 12px; display: grid; gap: 6px; font-size: 13px; box-shadow: 0 6px 20px rgb(0 0 0 / 0.25); }
.panel:has(details[open]) { z-index: 3; }
.body { flex: 1 1 auto; min-height: 0; display: flex; flex-direction: column; }
.nothing { margin: auto; text-align: center; color: var(--soft); font-size: 15px; }
.nothing.tone-blind { color: var(--blind); }
.problem { margin: auto; color: var(--bad); overflow-wrap: anywhere; }
.tiles { flex: 1; display: flex; flex-wrap: wrap; gap: 8px; }
.tile { flex: 1 1 120px; display: flex; flex-direction: column; justify-content: center; align-items: center; text-align: center; border-radius: 4px; padding: 2px 8px; min-width: 0; }
.tile .name { font-size: 12px; max-width: 100%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.tile .value { font-size: 26px; line-height: 1.2; font-weight: 600; white-space: nowrap; font-variant-numeric: tabular-nums; }
.graph { flex: 1; min-height: 0; display: grid; grid-template-columns: 64px minmax(0, 1fr); grid-template-rows: minmax(0, 1fr) 16px; gap: 2px 6px; padding-top: 6px; }
.graph .times { grid-column: 2; }
svg { display: block; width: 100%; height: 100%; overflow: visible; }
svg text { font-size: 11px; fill: var(--soft); font-variant-numeric: tabular-nums; }
.gutter text { text-anchor: end; }
.times { height: 16px; }
.grid { stroke: var(--grid); stroke-width: 1; }
.line { fill: none; stroke-width: 1.75; vector-effect: non-scaling-stroke; stroke-linejoin: round; }
.threshold { stroke: currentColor; stroke-width: 1.25; stroke-dasharray: 6 4; }
.dashes { stroke: currentColor; stroke-width: 1.5; stroke-dasharray: 3 2; fill: none; }
.cell { fill: var(--plain-fill); }
.legend { list-style: none; padding: 4px 0 0; display: flex; flex-wrap: wrap; gap: 0 12px; max-height: 112px; line-height: 18px; overflow: hidden; font-size: 12px; color: var(--soft); }
.legend b { color: var(--text); font-weight: 600; font-variant-numeric: tabular-nums; }
.legend li { white-space: nowrap; }
.swatch { display: inline-block; width: 12px; height: 8px; }
.timeline, .bars { flex: 1; min-height: 0; padding-top: 4px; overflow: hidden; }
.timeline { display: grid; grid-template-columns: fit-content(38%) minmax(0, 1fr) fit-content(24%); grid-auto-rows: minmax(0, 40px); gap: 4px 8px; align-items: center; align-content: start; }
.timeline .row { display: contents; }
.timeline .foot > * { align-self: start; }
.bars { display: grid; grid-template-columns: fit-content(60%) minmax(0, 1fr) max-content; grid-auto-rows: minmax(14px, 28px); gap: 4px 8px; align-items: center; align-content: start; }
.bars .row { display: contents; }
.row .name { min-width: 0; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; font-size: 12px; text-align: right; }
.row .now { min-width: 0; overflow: hidden; text-overflow: ellipsis; font-weight: 600; font-size: 12px; white-space: nowrap; font-variant-numeric: tabular-nums; }
.states text { font-size: 11px; font-weight: 600; }
.states text.on-good { fill: #04150f; } .states text.on-warn { fill: #241800; } .states text.on-bad, .states text.on-blind, .states text.on-plain { fill: #ffffff; }
.states { background: repeating-linear-gradient(135deg, var(--track) 0 4px, transparent 4px 8px); border-radius: 3px; overflow: hidden; }
.track { fill: var(--track); }
.bar { height: 100%; max-height: 16px; border-radius: 3px; overflow: hidden; }
.table { flex: 1; min-height: 0; overflow: auto; }
table { width: 100%; border-collapse: collapse; font-size: 13px; }
th { position: sticky; top: 0; background: var(--card); text-align: left; font-weight: 500; font-size: 12px; color: var(--soft); white-space: nowrap; }
th, td { padding: 4px 8px; }
td { border-top: 1px solid var(--line); white-space: nowrap; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
@container (max-width: 900px) { .states text.brief { display: none; } }
@container (max-width: 640px) {
  table { font-size: 12px; }
  th { white-space: normal; vertical-align: bottom; }
  th, td { padding: 4px; }
  .timeline { grid-template-columns: fit-content(45%) minmax(0, 1fr) fit-content(24%); }
  .timeline .name { white-space: normal; line-height: 1.1; }
  .timeline.many { grid-template-columns: fit-content(62%) minmax(0, 1fr) fit-content(24%); }
  .timeline.many .name { white-space: nowrap; font-size: 11px; }
  .timeline.many .times text:nth-child(even) { display: none; }
}
@container (max-width: 420px) {
  .timeline .times text:nth-child(even) { display: none; }
}
@container (max-width: 345px) { .panel h3 { white-space: normal; line-height: 1.2; } }
@container (max-width: 310px) {
  .links a { font-size: 0; }
  .links a::before { font-size: 12px; }
}
@container (max-width: 260px) {
  .tile .value { font-size: 21px; }
  .panel > header { gap: 4px; }
  .panel h3 { font-size: 12px; }
}
@container (max-width: 240px) { .graph .times text:nth-child(even) { display: none; } }
@media (max-width: 760px) {
  .panels { grid-template-columns: minmax(0, 1fr); grid-auto-rows: auto; }
  .panel, .row-title { grid-column: 1 / -1; grid-row: auto; }
  .panel { min-height: 140px; }
  .source, .chosen { margin-left: 0; }
}
`
