import { beforeAll, describe, expect, test } from 'vitest'
import { createPrometheus } from '../../adapters/prometheus/client.ts'
import { allBoards } from '../../dashboards/boards/boards.ts'
import { exampleContext } from '../../dashboards/context.testkit.ts'
import { answerBoard } from '../../dashboards/preview/answer-board.ts'
import { viewBoard } from '../../dashboards/preview/view.ts'
import { reportBoard } from '../../dashboards/proof/panel-report.testkit.ts'
import { NOW, SCRAPE_SECONDS, type ScenarioName } from '../../dashboards/proof/scenario.ts'
import { seconds } from '../../lib/duration.ts'
import { view } from '../../services/stack/stack.testkit.ts'
import { logLines } from '../../services/stack/view/view.ts'
import { SITE } from '../../services/web/core/status.testkit.ts'
import { initialStatus, type Status, takeSnapshot } from '../../services/web/core/status.ts'
import { renderStatusPage } from '../../services/web/core/status-page.ts'
import { sloId } from '../../slo/core/model.ts'
import { REPORT_QUERY, reportFaultDomain, reportSlos } from '../../slo/report/report.ts'
import type { Tone } from '../../slo/report/tones.ts'
import { startScenarioPrometheus } from './scenario-prometheus.ts'

/** The figures of an SLO on one surface. */
interface Said {
  readonly objective: string
  readonly sli: string
  readonly left: string
  readonly burn: string
}

/** The three surfaces in a scenario, which read the same Prometheus. */
interface Surfaces {
  readonly terminal: readonly string[]
  readonly page: string
  readonly boards: ReadonlyMap<string, { readonly text: string; readonly tone: Tone | undefined }>
}

const SCENES = ['outage', 'young', 'no-traffic'] as const
const PANELS = ['SLOs', 'Which hop is broken']
const SLOS = exampleContext.slos.map(sloId)
const scenes = new Map<ScenarioName, Surfaces>()

beforeAll(async () => {
  for (const name of SCENES) {
    const { url, stop } = await startScenarioPrometheus(name, exampleContext)
    try {
      scenes.set(name, await ask(url))
    } finally {
      await stop()
    }
  }
})

async function ask(prometheusUrl: string): Promise<Surfaces> {
  const source = createPrometheus(prometheusUrl, { timeout: seconds(20) })
  const answer = await source.instant(REPORT_QUERY, NOW)
  if (answer.kind === 'unanswered') throw new Error(answer.problem)
  const { readings } = answer
  const now = new Date(NOW * 1000).toISOString()
  const status: Status = { ...initialStatus([]), snapshot: takeSnapshot(now, readings, []) }
  const boards = new Map<string, { text: string; tone: Tone | undefined }>()
  const evaluation = { now: NOW, scrapeSeconds: SCRAPE_SECONDS }
  for (const whole of allBoards(exampleContext).map(viewBoard)) {
    const shown = { ...whole, panels: whole.panels.filter(({ title }) => PANELS.includes(title)), annotations: [] }
    for (const { panel, statements } of reportBoard(shown, await answerBoard(shown, source, evaluation))) {
      for (const { name, text, tone } of statements) boards.set(`${panel.title} › ${name}`, { text, tone })
    }
  }
  return {
    terminal: logLines(view({ slos: reportSlos(readings), faultDomain: reportFaultDomain(readings) })),
    page: renderStatusPage(SITE, status, now),
    boards,
  }
}

/** A figure as its number, so that `250×` and `250.0×` are equal; any word for “no value” is `blind`. */
function figure(text: string): string {
  const number = Number.parseFloat(text.replace('−', '-').replace('< 0.1×', '0'))
  return Number.isNaN(number) ? 'blind' : String(number)
}

function onBoards({ boards }: Surfaces, slo: string): Said {
  const cell = (title: string) => figure(boards.get(`SLOs › ${slo} › ${title}`)?.text ?? 'missing')
  return { objective: cell('Objective'), sli: cell('SLI'), left: cell('Budget left'), burn: cell('Burn 1 h') }
}

function onPage({ page }: Surfaces, slo: string): Said {
  const row = page.slice(page.indexOf(`<span class="name">${slo}</span>`)).split('</tr>')[0] ?? ''
  const cell = (label: string) =>
    figure(/^[^>]*>(?:<[^>]+>)*([^<]*)/.exec(row.split(`data-label="${label}"`)[1] ?? '')?.[1] ?? 'missing')
  return { objective: cell('Objective'), sli: cell('SLI so far'), left: cell('Budget left'), burn: cell('Burn 1 h') }
}

function inTerminal({ terminal }: Surfaces, slo: string): Omit<Said, 'sli'> {
  const line = terminal.find(candidate => candidate.startsWith(`slo ${slo}:`)) ?? ''
  const part = (word: string) => figure(line.split(`${word} `)[1] ?? 'missing')
  return { objective: part('objective'), left: part('budget left'), burn: part('burn 1 h') }
}

function surfaces(name: ScenarioName): Surfaces {
  const found = scenes.get(name)
  if (found === undefined) throw new Error(`${name} was not asked`)
  return found
}

test('there is something to compare', () => {
  expect(onBoards(surfaces('outage'), 'web-edge-availability')).toEqual({
    objective: '99.9',
    sli: '99.889',
    left: '-10.8',
    burn: '250',
  })
})

describe.each(SCENES)('in the scenario %s', name => {
  test.each(SLOS)('dashboards, status page and terminal say the same of %s', slo => {
    const boards = onBoards(surfaces(name), slo)
    expect(onPage(surfaces(name), slo)).toEqual(boards)
    const { sli: _, ...rest } = boards
    expect(inTerminal(surfaces(name), slo)).toEqual(rest)
  })

  test('a figure has the same colour on the dashboards and on the status page', () => {
    for (const slo of SLOS) {
      const row = surfaces(name).page.split(`<span class="name">${slo}</span>`)[1]?.split('</tr>')[0] ?? ''
      for (const [label, title] of [
        ['Budget left', 'Budget left'],
        ['Burn 1 h', 'Burn 1 h'],
      ] as const) {
        const tone = /tone-(\w+)/.exec(row.split(`data-label="${label}"`)[1] ?? '')?.[1]
        expect({ slo, title, tone: surfaces(name).boards.get(`SLOs › ${slo} › ${title}`)?.tone }).toEqual({
          slo,
          title,
          tone,
        })
      }
    }
  })

  test('dashboards and terminal name the same hop', () => {
    const { terminal, boards } = surfaces(name)
    const domain = /fault domain (\S+)/.exec(terminal[0] ?? '')?.[1] ?? ''
    const shown =
      boards.get('Which hop is broken › fault domain')?.text ?? boards.get('Which hop is broken › ')?.text ?? ''
    const words: Readonly<Record<string, string>> = { none: 'all hops answer', blind: 'no bar' }
    expect(shown).toBe(words[domain] ?? `${domain} broken`)
  })
})
