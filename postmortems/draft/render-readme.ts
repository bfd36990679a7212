import { count } from '../../lib/count.ts'
import { humanDuration, milliseconds, seconds } from '../../lib/duration.ts'
import { inMarkdown } from '../../lib/text/in-markdown.ts'
import { markdownTable } from '../../lib/text/markdown-table.ts'
import type { Expected } from '../definition/model.ts'
import type { ReadmeFacts, SeenDeploy } from './facts.ts'
import { detectedAt } from './render-incident.ts'

const REPLAYED = '[incident.yaml](incident.yaml) is replayed by `npm test`.'

/**
 * The `README.md` of a draft: what was measured is filled in, and what only people know is asked for in italics. Nothing is
 * expected where nothing but a deploy was seen; `beside` says what becomes of the file then.
 */
export function renderReadme(facts: ReadmeFacts, expected?: Expected, beside = REPLAYED): string {
  const { name, started, isExercise, deploy } = facts
  const { detected } = detectedAt(facts)
  const day = new Date(started).toISOString().slice(0, 10)
  return [
    `# ${day}: ${inMarkdown(name)}`,
    '',
    `*A draft${isExercise ? ' of an exercise' : ''} from ${facts.sources.map(inMarkdown).join(' and ') || 'no source'}. Write what is asked for in italics, and delete this line. ${beside}*`,
    ...facts.away.flatMap(away => ['', `*Without ${inMarkdown(away)}*`]),
    '',
    '## Summary',
    '',
    ...summary(facts, detected, expected),
    '*Say in two sentences what users saw, and what ended it.*',
    '',
    '## Impact',
    '',
    ...impact(facts),
    '',
    '## Timeline',
    '',
    'Times are in UTC.',
    '',
    ...markdownTable(['time', 'after', 'what'], timeline(facts, detected)),
    '',
    '*Add what people suspected, looked at and did; mark what is **detected**, **diagnosed** and **mitigated**.*',
    '',
    ...failures(facts),
    '## Cause',
    '',
    ...(deploy === undefined ? [] : causes(deploy)),
    '*The chain of causes, down to what can be changed. “Human error” is where the question begins, not where it ends.*',
    '',
    '## What went well',
    '',
    '- *What helped, and should stay.*',
    '',
    '## What went badly',
    '',
    '- *What cost time, and why it made sense at that moment.*',
    '',
    '## Would it be noticed sooner now?',
    '',
    '*`npm run incident -- verify` says what the rules of today make of it, and `npm run slo -- simulate` draws it.*',
    '',
    '## Actions',
    '',
    'Each is in [incident.yaml](incident.yaml) with its proof: an alert, a test, a value of a manifest, a policy or a runbook.',
    '',
  ].join('\n')
}

function summary(
  { started, length, deploy }: ReadmeFacts,
  detected: number,
  expected: Expected | undefined,
): readonly string[] {
  const noticed = detected === started ? 'at once' : `after ${humanDuration(milliseconds(detected - started))}`
  const lasted = `It lasted ${humanDuration(length)}, was noticed ${noticed}`
  const { release = 'A release', seenBy, healed } = deploy ?? {}
  return [
    expected === undefined
      ? `${lasted}.`
      : `${lasted}, and paged ${count(expected.pages, 'time')}. The fault domain was ${expected.faultDomain}.`,
    ...(deploy === undefined
      ? []
      : [`${inMarkdown(release)} was deployed; it was noticed by ${seenBy}, and ended ${inMarkdown(healed ?? '')}.`]),
  ]
}

/** What the deploy itself says of it, and where more is to be seen. */
function causes({ sentence, notes, dashboard }: SeenDeploy): readonly string[] {
  return [
    ...[sentence, ...notes].flatMap(each => [inMarkdown(each), '']),
    ...(dashboard === undefined ? [] : [`The dashboard of that time: <${dashboard}>`, '']),
  ]
}

function impact({ slos, domains }: ReadmeFacts): readonly string[] {
  const rows = slos.map(({ id, bad, spent }) => [
    id,
    bad === undefined ? 'not known' : String(Math.round(bad)),
    spent === undefined ? 'not known' : `${(spent * 100).toFixed(2)} %`,
  ])
  const named = domains.filter(({ domain }) => domain !== 'none')
  return [
    ...markdownTable(['SLO', 'bad events', 'of the period’s error budget'], rows),
    ...(named.length === 0
      ? []
      : ['', `The prober named ${named.map(each => `${each.domain} for ${humanDuration(each.length)}`).join(', ')}.`]),
  ]
}

function timeline(facts: ReadmeFacts, detected: number): readonly (readonly string[])[] {
  const { started, length, alerts, releases, silences, deploy } = facts
  const events = [
    { at: started, what: 'it begins' },
    ...releases.map(({ at, release }) => ({ at, what: `release ${inMarkdown(release)} runs` })),
    ...alerts.map(({ alert, severity, from }) => ({
      at: from,
      what: `${severity}: ${inMarkdown(alert)} fires${from === detected ? ': **detected**' : ''}`,
    })),
    ...alerts.flatMap(({ alert, severity, to }) =>
      to === undefined ? [] : [{ at: to, what: `${severity}: ${inMarkdown(alert)} ends` }],
    ),
    ...silences.map(({ at, says }) => ({ at, what: inMarkdown(says) })),
    ...(deploy?.states ?? []).map(({ state, from, seconds: took }) => ({
      at: from,
      what: `deploy: ${inMarkdown(state)}, ${humanDuration(seconds(took))}`,
    })),
    { at: started + length, what: 'it is over' },
  ]
  const rows = events
    .toSorted((a, b) => a.at - b.at)
    .map(({ at, what }) => [new Date(at).toISOString().slice(11, 19), after(at - started), what])
  return [...new Map(rows.map(row => [row.join(), row])).values()]
}

function after(length: number): string {
  if (length === 0) return '0 s'
  return length < 0 ? `−${humanDuration(milliseconds(-length))}` : humanDuration(milliseconds(length))
}

function failures({ failures: found }: ReadmeFacts): readonly string[] {
  if (found.length === 0) return []
  const rows = found.map(({ probe, path, reason, phase, count: bad }) => [
    probe,
    path,
    reason,
    phase,
    String(Math.round(bad)),
  ])
  return ['Bad probes by phase:', '', ...markdownTable(['probe', 'path', 'reason', 'phase', 'bad'], rows), '']
}
