import { getJson } from '../../adapters/http.ts'
import type { CommandIo } from '../../lib/command/command.ts'
import { EXIT } from '../../lib/command/exit-codes.ts'
import { seconds } from '../../lib/duration.ts'
import { at, listAt, numberAt, textAt } from '../../lib/json/path.ts'
import { ExternalError } from '../../lib/system-error.ts'
import { printable } from '../../lib/text/printable.ts'
import { percentText } from '../../slo/report/percent.ts'

const OK = 200

/**
 * Shows what the status page at an address says, for people or as the document it is. Rejects with an ExternalError where it does not
 * answer.
 */
export async function showStatusPage(
  url: string,
  isJson: boolean,
  io: CommandIo,
): Promise<typeof EXIT.good | typeof EXIT.blind> {
  const answer = await getJson(new URL('/status.json', url), { timeout: seconds(10), signal: io.signal })
  if (answer.kind === 'unanswered') throw new ExternalError(`The status page does not answer: ${answer.problem}`)
  if (answer.status !== OK) throw new ExternalError(`The status page answered ${answer.status}`)
  const { body } = answer
  // Labels are what a Prometheus says, and a terminal would obey what stands in them.
  io.stdout(isJson ? `${JSON.stringify(body, undefined, 2)}\n` : printable(pageText(body)))
  return at(body, 'data', 'isStale') === false && at(body, 'arePagesKnown') === true ? EXIT.good : EXIT.blind
}

function pageText(body: unknown): string {
  const isBlind = at(body, 'data', 'isStale') !== false
  const slos = listAt(body, 'slos').map(slo => sloLine(slo, isBlind))
  const pages = listAt(body, 'pages').map(
    page => `  ${textAt(page, 'severity').toUpperCase()}  ${textAt(page, 'title')}`,
  )
  const areKnown = at(body, 'arePagesKnown') === true
  const none = areKnown ? '  no page fires' : `  ${pages.length === 0 ? '' : 'other '}pages: unknown`
  return `${[
    textAt(body, 'headline', 'title') || 'The status page says nothing',
    `  release ${textAt(body, 'release') || 'unknown'}`,
    ...(slos.length === 0 ? ['  blind: no SLO has been evaluated yet'] : slos),
    `  fault domain ${textAt(body, 'faultDomain') || 'blind'}`,
    ...pages,
    ...(areKnown && pages.length > 0 ? [] : [none]),
    ...listAt(body, 'notices').map(notice => `  note: ${textAt(notice, 'text')}`),
  ].join('\n')}\n`
}

function sloLine(slo: unknown, isBlind: boolean): string {
  const shown = (value: string) => (isBlind ? `blind (was ${value})` : value)
  const ratio = (key: string, digits: number) => {
    const value = numberAt(slo, key)
    return value === undefined ? 'blind' : shown(percentText(value, digits))
  }
  const burn = numberAt(slo, 'burnRate1h')
  return [
    `  ${textAt(slo, 'id').padEnd(28)}`,
    `objective ${percentText(numberAt(slo, 'objective') ?? 0)}`,
    `attained ${ratio('periodSli', 3)}`,
    `budget left ${ratio('budgetRemaining', 1)}`,
    `burn 1 h ${burn === undefined ? 'blind' : shown(`${burn.toFixed(1)}×`)}`,
  ].join('  ')
}
