import { at, textAt } from '../../../lib/json/path.ts'
import { binariesIn } from '../../promql/binary.ts'
import { mayHave } from '../../promql/label-set.ts'
import type { LintedPanel, LintedTarget } from '../linted-board.ts'
import { meaningOfName } from '../meanings.ts'
import { eachTarget, type LintWorld, type Rule } from '../rule.ts'
import { shownName } from '../shown-names.ts'
import { labelsYielded } from '../yielded.ts'

export const namedTruly: Rule = {
  code: 'named-truly',
  summary:
    'The name of a series or column names the quantile, window or offset that its query has, and a figure its series.',
  why: 'A line called p99 that is a mean, or a column “3 d” with the last hour, is taken at its word.',
  scope: 'ours',
  isAboutDrawing: true,
  check: (board, world) =>
    eachTarget(board, 'Let name and query follow from one constant.', (target, panel) => [
      ...quantiles(target, panel),
      ...windows(target, panel),
      ...offsets(target, panel),
      ...figures(target, panel, world),
      ...sides(target, panel),
      ...exchanged(target, panel),
      ...classes(target, panel),
    ]),
}

/** “p99”, and the quantile of a query. */
function quantiles({ query, json }: LintedTarget, panel: LintedPanel): readonly string[] {
  const pattern = /\bp(\d{2,3})\b/g
  const named = [...shownName(panel, { query, json } as LintedTarget).matchAll(pattern)]
  const claims = named.length > 0 ? named : [...panel.title.matchAll(pattern)]
  const [asked] = query.calls
    .filter(({ name }) => name === 'histogram_quantile')
    .flatMap(call => call.arguments[0] ?? [])
  const claimed = claims.map(([, digits = '']) => String(Number(`0.${digits}`)))
  if (asked === undefined) {
    const isInName = query.selectors.some(({ name = '' }) => claims.some(([text]) => name.includes(`_${text}_`)))
    return claimed.length === 0 || isInName ? [] : ['it is called a percentile, and is none']
  }
  const texts = [panel.title, textAt(panel.json, 'description')].join(' ')
  if (claimed.length === 0 && !/percentile|median|quantile/i.test(texts))
    return [`nothing says that it is the quantile ${asked}`]
  return claimed.length === 0 || claimed.includes(String(Number(asked)))
    ? []
    : [`it is called ${claims[0]?.[0]}, and is the quantile ${asked}`]
}

const WINDOW = /(?:^|\s)(\d+) ?(m|h|d)$/

/** “1h”, “Burn 3 d”. */
function windows(target: LintedTarget, panel: LintedPanel): readonly string[] {
  const [whole, count, unit] = WINDOW.exec(shownName(panel, target)) ?? []
  if (whole === undefined) return []
  const window = `${count}${unit}`
  const isAsked = new RegExp(`(?:\\[|\\D)${window}(?:\\]|\\b)`).test(target.expr)
  return isAsked ? [] : [`it is called “${whole.trim()}”, which is no window of its query`]
}

const AGO: ReadonlyMap<string, string> = new Map([
  ['1h', 'an hour ago'],
  ['1d', 'a day ago'],
  ['1w', 'a week ago'],
])

/** “a week ago”. */
function offsets(target: LintedTarget, panel: LintedPanel): readonly string[] {
  const name = shownName(panel, target)
  const shifts = [...target.expr.matchAll(/\boffset (-?\d+\w+)/g)].map(([, shift = '']) => AGO.get(shift) ?? shift)
  const [said] = /\b(?:an?|\d+) \w+ ago$/.exec(name) ?? []
  if (said === undefined) return shifts.length === 0 ? [] : [`its name does not say that it is ${shifts[0]}`]
  return shifts.includes(said) ? [] : [`it is called “${said}”, and is ${shifts[0] ?? 'not shifted'}`]
}

/** A stat whose series differ in a label says which one each figure is of. */
function figures(target: LintedTarget, panel: LintedPanel, world: LintWorld): readonly string[] {
  if (panel.type !== 'stat' || at(panel.json, 'options', 'textMode') !== 'value') return []
  const yielded = labelsYielded(target, world)
  const { selectors } = target.query
  const isFixed = (label: string) =>
    selectors.some(({ matchers }) => matchers.some(matcher => matcher.label === label && matcher.operator === '='))
  const [free] = [...yielded.labels].filter(label => label !== '__name__' && !isFixed(label) && mayHave(yielded, label))
  return yielded.has !== 'only' || free === undefined ? [] : [`its figures do not say of which “${free}” they are`]
}

/** “bad” is what failed, and “good” what is left without it. */
function sides(target: LintedTarget, panel: LintedPanel): readonly string[] {
  const name = shownName(panel, target)
  const isFailure = (text: string) => /error|fail/.test(text)
  const isRest = binariesIn(target.query.text).some(({ operator, right }) => operator === '-' && isFailure(right))
  if (meaningOfName(name) === 'bad' && isRest) return [`it is called “${name}”, and is all but the failures`]
  return name === 'good' && isFailure(target.expr) && !isRest ? ['it is called “good”, and is the failures'] : []
}

/** Errors of the service are what it answers with 5xx; a 4xx is the client's. */
function classes({ query }: LintedTarget, panel: LintedPanel): readonly string[] {
  const codes = query.selectors.flatMap(({ matchers }) => matchers.filter(({ label }) => label === CODE))
  const isOfErrors = /^error ratio/i.test(panel.title) && codes.length > 0
  return isOfErrors && !codes.some(({ text }) => text.startsWith('5'))
    ? ['its errors are not those of the service']
    : []
}

/** The label of Prometheus' own HTTP metrics, of the web app and of Traefik. */
const CODE = 'code'

/** Words of names that stand for a word in what is measured. */
const SENSES: readonly (readonly [name: RegExp, metric: RegExp])[] = [
  [/\}\} in$/, /receive/],
  [/\}\} out$/, /transmit/],
]

/** A name that is what another query of the panel selects. */
function exchanged(target: LintedTarget, panel: LintedPanel): readonly string[] {
  const name = shownName(panel, target)
  const chosen = ({ query }: LintedTarget) =>
    query.selectors.flatMap(({ matchers }) =>
      matchers.filter(({ operator }) => operator === '=').map(({ text }) => text),
    )
  const isOther = panel.targets.some(other => other !== target && chosen(other).includes(name))
  if (isOther && !chosen(target).includes(name)) return [`it is called “${name}”, which another query selects`]
  const sense = SENSES.find(([pattern, metric]) => pattern.test(name) && !metric.test(target.expr))
  return sense === undefined ? [] : [`it is called “${name}”, and measures something else`]
}
