import { formatDuration, milliseconds } from '../../lib/duration.ts'
import { oneLine } from '../../lib/text/one-line.ts'
import { renderYaml } from '../../lib/yaml/writer.ts'
import type { Expected, ExpectedAlert, NamedAlert, PathEnd } from '../definition/model.ts'
import { deploysLike } from './deploys.ts'
import type { DraftFacts, SeenAlert } from './facts.ts'

/** The `incident.yaml` of a draft. What only people know has a comment that says so. */
export function renderIncident(facts: DraftFacts, expected: Expected, missing: readonly SeenAlert[] = []): string {
  const { name, isExercise, started, length, slos, paths, deploy } = facts
  const { detected, from } = detectedAt(facts)
  const ended = started + length
  const deploys = deploy === undefined ? [] : deploysLike(deploy)
  return lines([
    '# yaml-language-server: $schema=../incident.schema.json',
    `# Drafted by \`npm run incident -- new\`, of ${facts.sources.join(' and ') || 'no source'}.`,
    ...facts.away.map(away => `# Without ${oneLine(away)}`),
    `name: ${scalar(name)}`,
    `severity: ${severityOf(facts)} # by the part of requests that failed: say how bad it was for users`,
    ...(isExercise ? ['exercise: true'] : []),
    `slos: [${slos.map(({ id }) => id).join(', ')}]`,
    `started: ${moment(started)}`,
    `ended: ${moment(ended)}`,
    'times:',
    `  detected: ${moment(detected)} # ${from}`,
    `  diagnosed: ${moment(detected)} # no machine knows it: write when the cause was known`,
    `  mitigated: ${moment(ended)} # when it was over: write when what ended it was done`,
    '',
    'signals:',
    ...facts.signals.map(signalLine),
    ...(paths.size === 0
      ? []
      : ['', 'paths:', ...[...paths].map(([path, end]) => `  ${path}: ${flow(pathFields(end))}`)]),
    '',
    ...(expected.alerts.length === 0 ? [] : ['alerts:', ...expected.alerts.map(alertLine)]),
    ...missing.map(
      ({ alert, severity, from: at }) =>
        `  # ${alert} (${severity}) fired at ${offset(at - started)} too: it needs \`series\` that are not in this file.`,
    ),
    ...(expected.silent.length === 0 ? [] : ['silent:', ...expected.silent.map(silentLine)]),
    `pages: ${expected.pages}`,
    `fault_domain: ${expected.faultDomain}`,
    ...deploysLines(facts, deploys),
    '',
    'actions:',
    ...actionLines(expected.alerts),
  ])
}

/** When it was noticed: with the first page, or the first alert at all. */
export function detectedAt({
  alerts,
  started,
  length,
  deploy,
}: Pick<DraftFacts, 'alerts' | 'started' | 'length' | 'deploy'>): {
  detected: number
  from: string
} {
  const inTime = alerts.filter(({ from }) => from >= started && from <= started + length)
  const first = inTime.find(({ severity }) => severity === 'page') ?? inTime[0]
  if (first !== undefined) return { detected: first.from, from: `${first.alert} (${first.severity}) fired` }
  if (deploy !== undefined) return { detected: started + length, from: 'the deploy ended' }
  return { detected: started, from: 'no alert fired: write when someone noticed it' }
}

function severityOf({ signals, alerts }: DraftFacts): string {
  const worst = Math.max(0, ...signals.map(({ errorRatio }) => errorRatio))
  if (worst >= 0.9) return 'SEV-1'
  if (worst >= 0.3) return 'SEV-2'
  return alerts.some(({ severity }) => severity === 'page') || worst > 0 ? 'SEV-3' : 'SEV-4'
}

function signalLine(
  { at, errorRatio, isBlind }: DraftFacts['signals'][number],
  index: number,
  all: DraftFacts['signals'],
) {
  const rate = isBlind ? { rate: '0/s' } : all[index - 1]?.isBlind === true ? { rate: '1/s' } : {}
  return `  - ${flow({ at: offset(at), error_ratio: errorRatio, ...rate })}`
}

function pathFields({ ends, phase, answeredBy, status, share, isAlive }: PathEnd) {
  return {
    ends,
    ...(phase === 'wait' ? {} : { phase }),
    ...(answeredBy === undefined ? {} : { answered_by: answeredBy }),
    ...(status === undefined ? {} : { status }),
    ...(share === 1 ? {} : { share }),
    ...(isAlive ? {} : { alive: false }),
  }
}

function alertLine({ alert, severity, from, by, endsFrom, endsBy }: ExpectedAlert): string {
  return `  - ${flow({
    alert,
    ...(severity === undefined ? {} : { severity }),
    ...{ from: offset(from), by: offset(by) },
    ...(endsFrom === undefined ? {} : { ends_from: offset(endsFrom) }),
    ...(endsBy === undefined ? {} : { ends_by: offset(endsBy) }),
  })}`
}

function silentLine({ alert, severity }: NamedAlert): string {
  return `  - ${flow({ alert, ...(severity === undefined ? {} : { severity }) })}`
}

function deploysLines({ deploy }: DraftFacts, deploys: ReturnType<typeof deploysLike>): readonly string[] {
  if (deploy === undefined) return []
  if (deploys.length > 0) return ['', 'deploys:', ...deploys.map(each => `  - ${flow(each)}`)]
  return [
    '',
    '# No scenario of the deploys is known to be like this one. With one that is, this replays it:',
    `# deploys: [{ image: …, ends: ${deploy.end}, within: 60s, says: … }]`,
  ]
}

function actionLines(alerts: readonly ExpectedAlert[]): readonly string[] {
  const page = alerts.find(({ severity }) => severity === 'page') ?? alerts[0]
  return [
    ...(page === undefined
      ? []
      : [
          `  - action: Notice it as soon as it happens again`,
          '    owner: platform',
          `    proof: { alert: ${page.alert} }`,
        ]),
    '  - action: Say what keeps it from happening again # without a proof an action is open',
    '    owner: platform',
  ]
}

/** A mapping on one line; JSON's quotes are YAML's. */
function flow(fields: Readonly<Record<string, string | number | boolean>>): string {
  const parts = Object.entries(fields).map(([key, value]) => {
    const isPlain = typeof value !== 'string' || /^[\w./-]+$/.test(value)
    return `${key}: ${isPlain ? String(value) : JSON.stringify(value)}`
  })
  return `{ ${parts.join(', ')} }`
}

function scalar(text: string): string {
  return renderYaml(oneLine(text)).trim()
}

function offset(length: number): string {
  return length === 0 ? '0s' : formatDuration(milliseconds(length))
}

/** A moment with its zone, without the part of a second where it has none. */
function moment(at: number): string {
  return new Date(at).toISOString().replace('.000Z', 'Z')
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`
}
