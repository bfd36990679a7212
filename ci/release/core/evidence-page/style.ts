import { REPORT_STYLE } from '../../../../slo/report/span-views/page-style.ts'

/** The style of the evidence: that of the reports, and what stands only in its own pictures. */
export const EVIDENCE_STYLE = `${REPORT_STYLE}
.plot .course { fill: none; stroke-width: 2; stroke-linejoin: round; }
.plot .bound { stroke: var(--plot-grid); stroke-dasharray: 5 4; }
.plot .bound.rejects { stroke: var(--plot-bad); }
.plot .state { fill: var(--plot-line); fill-opacity: 0.16; }
.plot .state.odd { fill-opacity: 0.3; }
.plot .answers { stroke: var(--plot-mark); stroke-width: 6; stroke-linecap: round; }
.plot .failed { stroke: var(--plot-bad); stroke-width: 2; }
.plot .event { fill: var(--plot-text); }
.plot .event.warning { fill: var(--plot-bad); }
.plot .tone-0 { stroke: var(--plot-line); } .plot .tone-1 { stroke: var(--plot-mark); } .plot .tone-2 { stroke: var(--plot-blind); } .plot .tone-3 { stroke: var(--good); } .plot .tone-4 { stroke: var(--plot-text); }
.plot text.tone-0 { fill: var(--plot-line); } .plot text.tone-1 { fill: var(--plot-mark); } .plot text.tone-2 { fill: var(--plot-blind); } .plot text.tone-3 { fill: var(--good); }
.plot text[class] { stroke: none; }
.is-bad { color: var(--bad); }
pre { background: var(--ground); border: 1px solid var(--line); border-radius: 8px; padding: 0.75rem 1rem; overflow-x: auto; font: 13px/1.5 ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
summary { cursor: pointer; margin-top: 0.75rem; }
main ul { padding-left: 1.25rem; margin-top: 0.5rem; }
.slo > h2 { margin-bottom: 0.375rem; }
.pairs th { vertical-align: top; border-top: 1px solid var(--line); white-space: nowrap; }
.number + td:not(.number), .number + th:not(.number) { padding-left: 1rem; }
a { color: var(--plot-line); }
td { overflow-wrap: break-word; }
td.long { overflow-wrap: anywhere; }
@media print {
  details::details-content { content-visibility: visible; block-size: auto; }
  summary { list-style: none; }
  td { overflow-wrap: anywhere; }
  td.number { overflow-wrap: normal; }
  .slo { break-before: auto; }
}
`
