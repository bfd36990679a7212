import { escapeHtml } from '../../../../lib/html.ts'
import type { Comparison } from './comparison.ts'
import { OURS, RULES } from './rules.ts'

const WIDTH = 760
const [LEFT, RIGHT, TOP, ROW] = [270, 735, 78, 34]
/** Of zero a logarithm has no place: what costs less stands at the left edge. */
const [LEAST, MOST] = [1, 100_000]
const TICKS = [1, 10, 100, 1000, 10_000, 100_000]

/** Colours that people who see no red or green can distinguish (Okabe and Ito), and a shape for each. */
const MARKS: readonly (readonly [colour: string, shape: (x: number, y: number) => string])[] = [
  ['#000000', (x, y) => `M${x - 5} ${y - 5}l10 10m0 -10l-10 10`],
  ['#56B4E9', (x, y) => `M${x - 6} ${y}h12m-6 -6v12`],
  ['#E69F00', (x, y) => `M${x - 5} ${y - 5}h10v10h-10z`],
  ['#D55E00', (x, y) => `M${x} ${y - 6}l6 6l-6 6l-6 -6z`],
  ['#CC79A7', (x, y) => `M${x} ${y - 6}l6 11h-12z`],
  ['#009E73', (x, y) => `M${x} ${y + 6}l6 -11h-12z`],
  ['#0072B2', (x, y) => `M${x - 7} ${y}a7 7 0 1 0 14 0a7 7 0 1 0 -14 0z`],
]

/** What bad releases cost users under each rule, as a picture. */
export function renderComparison({ releases }: Comparison): string {
  const bad = releases.filter(({ outcomes }) => outcomes.some(({ failedRequests }) => failedRequests > 0))
  const bottom = TOP + bad.length * ROW
  const height = bottom + 50
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="sans-serif" font-size="12" fill="#222" role="img">`,
    '<title>Requests of users that fail because of a bad release, by the rule that lets it out</title>',
    `<desc>${escapeHtml(described(bad))}</desc>`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    ...RULES.flatMap(({ name }, index) => legend(name, index)),
    ...TICKS.flatMap(tick => [
      `<line x1="${xOf(tick)}" y1="${TOP}" x2="${xOf(tick)}" y2="${bottom}" stroke="#ddd"/>`,
      text(xOf(tick), bottom + 18, tick.toLocaleString('en-US'), 'middle'),
    ]),
    ...bad.flatMap(({ says, outcomes }, index) => {
      const y = TOP + ROW * (index + 0.5)
      return [
        text(LEFT - 14, y + 4, says, 'end'),
        `<line x1="${LEFT}" y1="${y}" x2="${RIGHT}" y2="${y}" stroke="#ddd"/>`,
        ...outcomes.map(({ failedRequests }, rule) => mark(rule, xOf(failedRequests), y)),
      ]
    }),
    text(LEFT, height - 10, 'failed requests of users, at 40 a second'),
    '</svg>',
  ]
  return `${parts.join('\n')}\n`
}

function described(bad: Comparison['releases']): string {
  return bad
    .map(({ says, outcomes }) => {
      const own = outcomes.find(({ rule }) => rule === OURS)?.failedRequests ?? 0
      return `${says}: ${Math.round(own)} with ${OURS}`
    })
    .join('; ')
}

const COLUMNS = 4

function legend(name: string, index: number): readonly string[] {
  const [x, y] = [30 + (index % COLUMNS) * 180, 24 + Math.floor(index / COLUMNS) * 24]
  return [mark(index, x, y - 4), text(x + 14, y, name)]
}

function mark(index: number, x: number, y: number): string {
  const [colour = '#222', shape = () => ''] = MARKS[index] ?? []
  return `<path d="${shape(x, y)}" fill="${index < 2 ? 'none' : colour}" stroke="${colour}" stroke-width="2"/>`
}

function xOf(value: number): number {
  const part = Math.log(Math.min(MOST, Math.max(LEAST, value)) / LEAST) / Math.log(MOST / LEAST)
  return Number((LEFT + part * (RIGHT - LEFT)).toFixed(1))
}

function text(x: number, y: number, words: string, anchor = 'start'): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${escapeHtml(words)}</text>`
}
