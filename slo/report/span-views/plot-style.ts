/** The colours of the plots, on light and on dark ground; a page may have its own of the same names. */
export const PLOT_COLOURS = {
  light:
    '--plot-text: #55616f; --plot-grid: #dde3ea; --plot-line: #0b5cad; --plot-bad: #c22a33; --plot-blind: #8b6ff0; --plot-mark: #8a5200',
  dark: '--plot-text: #9fafc0; --plot-grid: #2c3a4a; --plot-line: #7db8ff; --plot-bad: #ff8080; --plot-blind: #b8a3ff; --plot-mark: #f5b942',
} as const

/** The style of what stands in a plot. */
export const PLOT_RULES = `
.plot text { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; fill: var(--plot-text); }
.plot .title { font-weight: 600; }
.plot .grid { stroke: var(--plot-grid); }
.plot .zero { stroke: var(--plot-bad); stroke-dasharray: 5 4; }
.plot .line { fill: none; stroke: var(--plot-line); stroke-width: 2; stroke-linejoin: round; }
.plot .bad { fill: var(--plot-bad); }
.plot .incident { fill: var(--plot-bad); fill-opacity: 0.16; }
.plot .gap { fill: var(--plot-blind); fill-opacity: 0.3; }
.plot .page { fill: var(--plot-bad); }
.plot .release { stroke: var(--plot-mark); stroke-dasharray: 2 3; }
`

/** The style of a plot that stands alone, as a file of its own. */
export const LONE_PLOT_STYLE = `
.plot { ${PLOT_COLOURS.light}; }
@media (prefers-color-scheme: dark) { .plot { ${PLOT_COLOURS.dark}; } }
${PLOT_RULES}`
