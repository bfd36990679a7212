/** The style of every page. It stands in the page itself, allowed by its hash, so that no second request can miss it during a rollout. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #f3f5f8; --card: #ffffff; --line: #dde3ea; --text: #16212e; --soft: #55616f; --track: #e6ebf1; --link: #0b5cad;
  --good: #14713f; --warn: #8a5200; --bad: #b8202a; --blind: #6244b5; --past: #55616f;
  --good-ground: #e3f5ea; --warn-ground: #fdf0d8; --bad-ground: #fde7e7; --blind-ground: #eee9fc; --past-ground: #e9edf2;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0d141c; --card: #151e29; --line: #263342; --text: #e8eef5; --soft: #9fafc0; --track: #263342; --link: #7db8ff;
    --good: #58d68d; --warn: #f5b942; --bad: #ff8080; --blind: #b8a3ff; --past: #9fafc0;
    --good-ground: #12301f; --warn-ground: #35270c; --bad-ground: #3b171b; --blind-ground: #251d45; --past-ground: #1f2a37;
  }
}
* { box-sizing: border-box; margin: 0; }
body { background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; max-width: 68rem; margin: 0 auto; padding: 0 1.25rem 2rem; }
a { color: var(--link); }
a:focus-visible { outline: 3px solid var(--link); outline-offset: 3px; border-radius: 4px; }
code { font: 0.875em ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
small { display: block; font-size: 0.8125rem; font-weight: 400; color: var(--soft); }
header, footer { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: 0.25rem 1.5rem; color: var(--soft); font-size: 0.875rem; }
header { padding: 1.25rem 0; }
footer { margin-top: 2.5rem; padding-top: 1rem; border-top: 1px solid var(--line); }
.brand { display: flex; align-items: center; gap: 0.4rem; color: var(--text); font-weight: 650; font-size: 1.0625rem; text-decoration: none; }
.mark { width: 1.5rem; height: 1.5rem; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; }
.mark .weight { fill: currentColor; }
.tone-good { color: var(--good); } .tone-warn { color: var(--warn); } .tone-bad { color: var(--bad); } .tone-blind { color: var(--blind); } .tone-past { color: var(--past); }
.hero { border: 1px solid var(--line); border-left: 6px solid currentColor; border-radius: 12px; padding: 1.5rem 1.75rem; }
.hero p { color: var(--text); }
.hero h1 { font-size: clamp(1.6rem, 4.5vw, 2.25rem); line-height: 1.2; letter-spacing: -0.02em; margin-bottom: 0.375rem; }
.hero .age { color: var(--soft); font-size: 0.875rem; margin-top: 0.75rem; font-variant-numeric: tabular-nums; }
.hero .code { font-size: 0.875rem; font-weight: 650; color: var(--soft); }
.hero.tone-good, .chip.tone-good { background: var(--good-ground); }
.hero.tone-warn, .chip.tone-warn { background: var(--warn-ground); }
.hero.tone-bad, .chip.tone-bad { background: var(--bad-ground); }
.hero.tone-blind, .chip.tone-blind { background: var(--blind-ground); }
.chip.tone-past { background: var(--past-ground); }
.notices { list-style: none; padding: 0; margin-top: 0.75rem; display: grid; gap: 0.375rem; }
.notice { border: 1px solid currentColor; border-left-width: 4px; border-radius: 8px; padding: 0.375rem 0.875rem; font-size: 0.875rem; background: var(--card); overflow-wrap: anywhere; }
.notice span { color: var(--text); }
h2 { font-size: 1rem; font-weight: 650; margin: 2rem 0 0.625rem; }
h3 { font-size: 1rem; font-weight: 600; line-height: 1.4; }
.card, .page, .empty { background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
.empty { padding: 1rem 1.25rem; }
.empty:not(.tone-blind) { color: var(--soft); }
.card .empty { border: 0; }
.note { margin-bottom: 0.625rem; }
.chip { display: inline-block; border-radius: 999px; padding: 0.0625rem 0.625rem; font-size: 0.8125rem; font-weight: 600; white-space: nowrap; }
table { width: 100%; border-collapse: collapse; }
th, td { text-align: left; vertical-align: top; padding: 0.875rem 0.75rem; }
thead th { padding: 0.625rem 0.75rem; font-size: 0.8125rem; font-weight: 500; color: var(--soft); white-space: nowrap; }
tbody tr { border-top: 1px solid var(--line); }
tbody th { font-weight: 600; min-width: 13.5rem; max-width: 19rem; }
.standing { width: 14rem; }
th:first-child { padding-left: 1.25rem; } td:last-child, th:last-child { padding-right: 1.25rem; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.budget { min-width: 9.5rem; font-variant-numeric: tabular-nums; }
.budget .left > span { font-weight: 600; }
.bar { display: block; width: 100%; height: 6px; margin-top: 0.375rem; border-radius: 3px; background: var(--track); fill: currentColor; }
.bar.unmeasured { background: repeating-linear-gradient(135deg, var(--blind) 0 3px, var(--blind-ground) 3px 8px); }
.request-path { padding: 1.25rem; }
.hops { display: flex; gap: 1.75rem; list-style: none; padding: 0; }
.hop { position: relative; flex: 1; border: 1.5px solid currentColor; border-radius: 10px; padding: 0.5rem 0.875rem; }
.hop strong { display: block; color: var(--text); }
.hop span { font-size: 0.8125rem; font-weight: 600; }
.hop.tone-bad { background: var(--bad-ground); }
.hop.tone-blind { border-style: dashed; }
.hop + .hop::before { content: ""; position: absolute; right: 100%; top: 50%; width: 1.75rem; border-top: 1.5px solid var(--soft); }
.fault-sentence { margin-top: 1rem; }
.fault-sentence + .note { margin: 0.5rem 0 0; color: var(--soft); font-size: 0.875rem; }
.pages { list-style: none; padding: 0; display: grid; gap: 0.625rem; }
.page { padding: 0.875rem 1.25rem; border-left-width: 4px; }
.edge-bad { border-left-color: var(--bad); } .edge-warn { border-left-color: var(--warn); } .edge-past { border-left-color: var(--line); }
.evidence { margin: 0.25rem 0; padding-left: 1.25rem; color: var(--soft); font-size: 0.875rem; }
.page p { color: var(--soft); font-size: 0.875rem; }
.page .seen { margin: 0.375rem 0 0; }
.page h3 { margin: 0.25rem 0 0.125rem; overflow-wrap: anywhere; }
.page .meta { font-variant-numeric: tabular-nums; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 54rem) {
  table, tbody { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { display: grid; grid-template-columns: 1fr 1fr; padding: 1rem 1.25rem; gap: 0.625rem 1rem; }
  tbody tr:first-child { border-top: 0; }
  th, td, th:first-child, td:last-child { padding: 0; width: auto; min-width: 0; max-width: none; text-align: left; }
  tbody th { min-width: 0; }
  tbody th, .standing, .budget { grid-column: 1 / -1; }
  .number { text-align: left; }
  .standing::before { display: none; }
  td::before { content: attr(data-label); display: block; font-size: 0.8125rem; color: var(--soft); }
  .hops { gap: 0.75rem; }
  .hop { padding: 0.5rem 0.625rem; }
  .hop + .hop::before { width: 0.75rem; }
}
@media (max-width: 30rem) {
  .hops { flex-direction: column; }
  .hop { display: flex; justify-content: space-between; align-items: baseline; }
  .hop + .hop::before { right: auto; left: 1.5rem; top: auto; bottom: 100%; width: 0; height: 0.75rem; border-top: 0; border-left: 1.5px solid var(--soft); }
  .hero { padding: 1.25rem; }
}
@media (forced-colors: active) { .chip, .hop { border: 1px solid; } .bar rect { fill: CanvasText; } }
`
