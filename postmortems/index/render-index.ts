import { count } from '../../lib/count.ts'
import { type Duration, humanDuration, milliseconds } from '../../lib/duration.ts'
import { inMarkdown } from '../../lib/text/in-markdown.ts'
import { markdownTable } from '../../lib/text/markdown-table.ts'
import type { Action, Incident } from '../definition/model.ts'

/** An incident and what became of its actions. */
export interface IndexedIncident {
  readonly incident: Incident
  /** The folder of the postmortem, from the folder of all of them. */
  readonly folder: string
  /** Those without a proof, or with one that does not hold. */
  readonly open: readonly Action[]
}

/** What the project has besides its incidents. */
export interface Beside {
  /** Every alert. */
  readonly alerts: readonly string[]
  /** The drills, with the hop that each must name, or the alert that it must raise where no hop is at fault. */
  readonly drills: readonly { readonly name: string; readonly faultDomain: string; readonly alert?: string }[]
}

/** The table of all incidents, and what they teach together. */
export function renderIndex(indexed: readonly IndexedIncident[], { alerts, drills }: Beside): string {
  const inOrder = indexed.toSorted((a, b) => b.folder.localeCompare(a.folder))
  const firedIn = (of: readonly IndexedIncident[]) =>
    new Set(of.flatMap(({ incident }) => incident.expected.alerts.map(({ alert }) => alert)))
  const fired = firedIn(inOrder)
  const real = firedIn(inOrder.filter(({ incident }) => !incident.isExercise))
  const actions = inOrder.reduce((sum, { incident }) => sum + incident.actions.length, 0)
  const domains = new Set(inOrder.map(({ incident }) => incident.expected.faultDomain as string))
  const open = inOrder.flatMap(({ incident, open: left }) => left.map(action => ({ incident, action })))
  const isCovered = ({ faultDomain, alert }: Beside['drills'][number]): boolean =>
    alert === undefined ? domains.has(faultDomain) : fired.has(alert)
  const unseen = drills.filter(drill => !isCovered(drill)).map(({ name }) => name)
  return [
    '# Postmortems',
    '',
    'Each folder holds what people wrote and an `incident.yaml` that `npm test` replays: see [the guide](../docs/postmortems.md).',
    'Made by `npm run incident -- index`; do not edit.',
    '',
    ...markdownTable(
      ['incident', 'severity', 'fault domain', 'lasted', 'detected', 'diagnosed', 'mitigated', 'proven'],
      inOrder.map(rowOf),
    ),
    '',
    'Times count from the start. An exercise is made up to learn from; it has happened to no one here.',
    '',
    '## By fault domain',
    '',
    ...markdownTable(['fault domain', 'incidents', 'detection', 'diagnosis', 'mitigation'], byDomain(inOrder)),
    '',
    'Medians: of detection from the start, of diagnosis from detection, of mitigation from diagnosis.',
    '',
    '## Alerts',
    '',
    'Those that fire where an incident is replayed through the rules as they are now; whether they fired at that time, its README says.',
    '',
    ...list('In a real incident', [...real].sort()),
    ...list('In exercises only', [...fired].filter(alert => !real.has(alert)).sort()),
    ...list(
      'In none, so look whether they are worth their place',
      alerts.filter(alert => !fired.has(alert)),
    ),
    '',
    '## Actions',
    '',
    `${actions - open.length} of ${count(actions, 'action')} have a proof that holds. Open:`,
    '',
    ...(open.length === 0
      ? ['- none']
      : open.map(
          ({ incident, action }) =>
            `- ${inMarkdown(action.action)} (${inMarkdown(action.owner)}), of ${inMarkdown(incident.name)}`,
        )),
    '',
    '## Drills whose fault no incident covers',
    '',
    ...(unseen.length === 0 ? ['None.'] : unseen.map(name => `- \`${name}\``)),
    '',
  ].join('\n')
}

function rowOf({ incident, folder, open }: IndexedIncident): readonly string[] {
  const { name, severity, isExercise, times, length, actions, expected } = incident
  const title = `${folder.slice(0, 10)} [${inMarkdown(name)}](${folder}/README.md)${isExercise ? ' (exercise)' : ''}`
  const proven = `${actions.length - open.length} of ${actions.length}`
  const moments = [length, times.detected, times.diagnosed, times.mitigated].map(durationText)
  return [title, severity, expected.faultDomain, ...moments, proven]
}

function byDomain(indexed: readonly IndexedIncident[]): readonly (readonly string[])[] {
  const groups = Map.groupBy(indexed, ({ incident }) => incident.expected.faultDomain)
  return [...groups]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([domain, all]) => {
      const median = (of: (incident: Incident) => number) =>
        durationText(medianOf(all.map(({ incident }) => of(incident))))
      return [
        domain,
        count(all.length, 'incident'),
        median(({ times }) => times.detected),
        median(({ times }) => times.diagnosed - times.detected),
        median(({ times }) => times.mitigated - times.diagnosed),
      ]
    })
}

function medianOf(values: readonly number[]): Duration {
  const sorted = values.toSorted((a, b) => a - b)
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]]
  return milliseconds(((low ?? 0) + (high ?? 0)) / 2)
}

function durationText(duration: Duration): string {
  return duration === 0 ? '0 s' : humanDuration(duration)
}

function list(title: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`- ${title}: ${names.map(name => `\`${name}\``).join(', ')}`]
}
