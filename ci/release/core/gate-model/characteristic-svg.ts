import { escapeHtml } from '../../../../lib/html.ts'
import type { Characteristic, ScenarioResult } from './characteristic.ts'
import { CURVES, type Curve, SCENARIOS } from './scenarios.ts'

const WIDTH = 720
const PANEL = { left: 70, right: 700, height: 190 }
/** Of zero a logarithm has no place: the axis begins below the smallest rate. */
const [LEAST, MOST] = [0.0008, 1]
const TICKS = [0.001, 0.002, 0.005, 0.01, 0.03, 0.1, 0.2, 0.5, 1]

/** Colours that people who see no red or green can distinguish (Okabe and Ito), and a dash for each. */
const STYLES: Readonly<Record<Curve, string>> = {
  both: 'stroke="#0072B2"',
  one: 'stroke="#D55E00" stroke-dasharray="7 4"',
  slow: 'stroke="#009E73" stroke-dasharray="2 3"',
}

interface Panel {
  readonly title: string
  readonly top: number
  readonly most: number
  readonly step: number
  readonly unit: string
  readonly valueOf: (result: ScenarioResult) => number
}

const PANELS: readonly Panel[] = [
  {
    title: 'Releases that are rolled back',
    top: 70,
    most: 100,
    step: 25,
    unit: '%',
    valueOf: ({ rollBack }) => rollBack * 100,
  },
  {
    title: 'Seconds to the verdict, in 19 of 20 cases (p95)',
    top: 320,
    most: 180,
    step: 60,
    unit: 's',
    valueOf: ({ p95Seconds }) => p95Seconds,
  },
]

/** The operating characteristic as a picture: what is rolled back, and how soon, by the part of answers that are bad. */
export function renderCharacteristic(found: Characteristic): string {
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} 560" width="${WIDTH}" height="560" font-family="sans-serif" font-size="12" fill="#222">`,
    `<title>Part of the releases that are rolled back, and seconds to the verdict, by the part of answers that are bad</title>`,
    `<rect width="${WIDTH}" height="560" fill="#fff"/>`,
    ...legend(),
    ...PANELS.flatMap(panel => panelOf(panel, found)),
    text(PANEL.left, 548, 'part of the answers that are bad'),
    '</svg>',
  ]
  return `${parts.join('\n')}\n`
}

function legend(): readonly string[] {
  return (Object.keys(CURVES) as Curve[]).flatMap((curve, index) => {
    const x = PANEL.left + index * 210
    return [
      `<line x1="${x}" y1="20" x2="${x + 30}" y2="20" ${STYLES[curve]} stroke-width="2"/>`,
      text(x + 38, 24, CURVES[curve]),
    ]
  })
}

function panelOf(panel: Panel, { scenarios }: Characteristic): readonly string[] {
  const { title, top, most, step, unit } = panel
  const y = (value: number) => rounded(top + PANEL.height * (1 - value / most))
  const levels = Array.from({ length: most / step + 1 }, (_, index) => index * step)
  const curves = (Object.keys(CURVES) as Curve[]).map(curve => {
    const points = SCENARIOS.flatMap((scenario, index) => {
      const result = scenarios[index]
      if (scenario.curve !== curve || scenario.rate === undefined || scenario.rate < LEAST || !result) return []
      return [`${xOf(scenario.rate)},${y(panel.valueOf(result))}`]
    })
    return `<polyline points="${points.join(' ')}" fill="none" ${STYLES[curve]} stroke-width="2"/>`
  })
  return [
    `<text x="${PANEL.left}" y="${top - 12}" font-size="14" font-weight="bold">${escapeHtml(title)}</text>`,
    ...levels.flatMap(level => [
      `<line x1="${PANEL.left}" y1="${y(level)}" x2="${PANEL.right}" y2="${y(level)}" stroke="#ddd"/>`,
      text(PANEL.left - 8, y(level) + 4, `${level} ${unit}`, 'end'),
    ]),
    ...TICKS.map(rate => text(xOf(rate), top + PANEL.height + 18, `${rate * 100} %`, 'middle')),
    ...curves,
  ]
}

function xOf(rate: number): number {
  const part = Math.log(rate / LEAST) / Math.log(MOST / LEAST)
  return rounded(PANEL.left + part * (PANEL.right - PANEL.left))
}

function text(x: number, y: number, words: string, anchor = 'start'): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${escapeHtml(words)}</text>`
}

function rounded(value: number): number {
  return Number(value.toFixed(1))
}
