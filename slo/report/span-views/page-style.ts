import { PLOT_COLOURS, PLOT_RULES } from './plot-style.ts'

/** The style of a report's page: light or dark as its reader's system, and always light on paper. */
export const REPORT_STYLE = `
:root {
  color-scheme: light dark;
  --ground: #f3f5f8; --card: #ffffff; --line: #dde3ea; --text: #16212e; --soft: #55616f; ${PLOT_COLOURS.light};
  --good: #14713f; --warn: #8a5200; --bad: #b8202a; --blind: #6244b5;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --ground: #0d141c; --card: #151e29; --line: #263342; --text: #e8eef5; --soft: #9fafc0; ${PLOT_COLOURS.dark};
    --good: #58d68d; --warn: #f5b942; --bad: #ff8080; --blind: #b8a3ff;
  }
}
* { box-sizing: border-box; margin: 0; }
body { background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; max-width: 62rem; margin: 0 auto; padding: 1.5rem 1.25rem 3rem; }
h1 { font-size: 1.75rem; letter-spacing: -0.02em; line-height: 1.2; }
h2 { font-size: 1.25rem; letter-spacing: -0.01em; overflow-wrap: anywhere; }
h3 { font-size: 0.9375rem; margin: 1.5rem 0 0.375rem; break-after: avoid; }
.soft, .note { color: var(--soft); font-size: 0.875rem; }
.note { margin-top: 0.375rem; }
.slo { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1.25rem 1.5rem 1.5rem; margin-top: 1.5rem; }
.summary { border-left: 5px solid currentColor; padding-left: 0.75rem; margin: 0.75rem 0 1rem; font-weight: 600; }
.summary span { color: var(--text); }
.tone-good { color: var(--good); } .tone-warn { color: var(--warn); } .tone-bad { color: var(--bad); } .tone-blind { color: var(--blind); }
.plot { display: block; width: 100%; min-width: 32rem; height: auto; margin-top: 0.75rem; break-inside: avoid; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 0.875rem; }
table.narrow { max-width: 30rem; }
td:first-child { white-space: nowrap; }
th { text-align: left; font-weight: 500; color: var(--soft); vertical-align: bottom; }
th, td { padding: 0.3125rem 0.625rem 0.3125rem 0; }
td { border-top: 1px solid var(--line); vertical-align: top; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
td.number, .moment { white-space: nowrap; font-variant-numeric: tabular-nums; }
td.long { min-width: 14rem; }
tr { break-inside: avoid; }
nav ul { list-style: none; padding: 0; margin-top: 0.75rem; }
nav a { color: inherit; }
nav li { padding: 0.125rem 0; }
@media (max-width: 40rem) { .slo { padding: 1rem; } }
@media print {
  @page { margin: 14mm; }
  body { background: none; max-width: none; padding: 0; font-size: 10pt; }
  .slo { border: 0; padding: 0; break-before: page; }
  .slo:first-of-type { break-before: auto; }
  .scroll { overflow: visible; }
  .plot, td.long { min-width: 0; }
  .soft, .note { font-size: 9pt; }
  table { font-size: 8.5pt; }
}
${PLOT_RULES}`
