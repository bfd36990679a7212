import { own } from '../../../lib/own.ts'
import { grouped } from '../../../lib/text/table.ts'
import { REASONS } from '../../../services/prober/contract/reasons.ts'
import { probeOf } from '../../core/model.ts'
import { percentText } from '../percent.ts'
import type { Incident } from '../span/incidents.ts'
import { LEAST_SPENT } from '../span/incidents.ts'
import { TOO_SLOW } from '../span/reasons.ts'
import type { SloSpanReport } from '../span/span-report.ts'
import { causeText, lengthText, minuteText, NO_DATA, partText, spentText } from './texts.ts'

/** A table of a report, the same in every format for people. */
export interface ReportTable {
  readonly title: string
  readonly columns: readonly string[]
  /** How many columns at the left are texts; those behind them are numbers. */
  readonly texts: number
  readonly rows: readonly (readonly string[])[]
  /** What stands in place of a table without rows. */
  readonly none: string
  readonly note?: string
}

/** More rows than this hide what matters. */
const MOST_ROWS = 20

/** All tables about one SLO. */
export function tablesOf(report: SloSpanReport): readonly ReportTable[] {
  const tables = TABLES.map(make => make(report))
  return report.isMeasured ? tables : tables.map(table => ({ ...table, none: 'Nothing was measured.' }))
}

const TABLES: readonly ((report: SloSpanReport) => ReportTable)[] = [
  windowTable,
  incidentTable,
  causeTable,
  releaseTable,
  alertTable,
  gapTable,
]

function windowTable({ windows, slo }: SloSpanReport): ReportTable {
  const span = windows.find(({ kind }) => kind === 'span')
  const owns = 'Each window is measured against a budget of its own; a month has that of the whole month.'
  const ofPeriod = span === undefined ? '' : ` What the ${span.title} have spent is a part of the period’s budget.`
  return {
    title: 'Windows',
    columns: ['Window', 'From', 'To', 'Attained', 'Objective', 'Bad', 'Of', 'Budget spent', 'Budget left', 'Measured'],
    texts: 3,
    rows: windows.map(({ title, kind, startSeconds, endSeconds, isOpen, attained, bad, total, spent, coverage }) => [
      title,
      minuteText(startSeconds),
      isOpen ? 'now' : minuteText(endSeconds),
      partText(attained, 3),
      percentText(slo.objective),
      eventsText(bad),
      eventsText(total),
      spentText(spent),
      kind === 'span' ? '' : spent === undefined ? NO_DATA : partText(1 - spent, 1),
      partText(coverage, 1),
    ]),
    none: NO_DATA,
    note: `${owns}${ofPeriod}`,
  }
}

function eventsText(events: number | undefined): string {
  return events === undefined ? NO_DATA : grouped(events)
}

function incidentTable({ incidents, scattered, alerts }: SloSpanReport): ReportTable {
  const shown = incidents.slice(0, MOST_ROWS)
  const rest = incidents.slice(MOST_ROWS)
  const more = rest.length === 0 ? '' : `${rest.length} smaller incidents are left out here. `
  const small =
    scattered.of === 0
      ? ''
      : `${scattered.of} stretches of bad events alerted no one and cost less than ${LEAST_SPENT * 100} % each: ${eventsText(scattered.bad)} events, ${spentText(scattered.spent)} of the budget.`
  return {
    title: 'Budget by incident',
    columns: ['From', 'To', 'Why', 'Release', 'Lasts', 'Bad', 'Budget', ...(alerts.length === 0 ? [] : ['Alerts'])],
    texts: 4,
    rows: shown.map(incident => [
      minuteText(incident.startSeconds),
      minuteText(incident.endSeconds),
      whyText(incident),
      incident.releases.map(({ of }) => of ?? 'not known').join(', ') || 'not known',
      lengthText(incident),
      eventsText(incident.bad),
      spentText(incident.spent),
      ...(alerts.length === 0 ? [] : [String(incident.alerts)]),
    ]),
    none: 'No incident.',
    ...(more === '' && small === '' ? {} : { note: `${more}${small}` }),
  }
}

/** As many causes say what happened. */
const CAUSES = 2

function whyText({ causes, isAfterGap }: Incident): string {
  const words = causes.slice(0, CAUSES).map(({ of }) => causeText(of))
  const more = causes.length > CAUSES ? ', …' : ''
  return [
    ...(words.length === 0 ? [] : [`${words.join(', ')}${more}`]),
    ...(isAfterGap ? ['counted after a gap in measuring'] : []),
  ].join('; ')
}

function causeTable({ causes, slo }: SloSpanReport): ReportTable {
  return {
    title: 'Budget by path and reason',
    columns: ['Path', 'Reason', 'Phase', 'Meaning', 'Bad', 'Budget'],
    texts: 4,
    rows: causes
      .slice(0, MOST_ROWS)
      .map(({ of, bad, spent }) => [
        of?.path ?? 'not known',
        of?.reason.replaceAll('_', ' ') ?? 'not known',
        of?.phase ?? '',
        meaningOf(of?.reason),
        eventsText(bad),
        spentText(spent),
      ]),
    none:
      probeOf(slo) === undefined
        ? 'Only probes know their path and reason; this SLO counts other events.'
        : 'No bad event.',
  }
}

function meaningOf(reason: string | undefined): string {
  if (reason === TOO_SLOW) return 'good, but slower than the SLO allows'
  return reason === undefined ? 'no counter of bad probes rose in its time' : (own(REASONS, reason)?.doc ?? '')
}

function releaseTable({ releases }: SloSpanReport): ReportTable {
  return {
    title: 'Budget by release',
    columns: ['Release', 'Bad', 'Budget'],
    texts: 1,
    rows: releases
      .slice(0, MOST_ROWS)
      .map(({ of, bad, spent }) => [of ?? 'not known', eventsText(bad), spentText(spent)]),
    none: 'No bad event.',
    note: 'Of the release that ran when an event was bad; that alone does not make it the cause.',
  }
}

const REAL_WORDS = { true: 'yes', false: 'no', undefined: 'not judged' } as const

function alertTable({ alerts }: SloSpanReport): ReportTable {
  const judged = alerts.filter(({ isReal }) => isReal !== undefined)
  const real = judged.filter(({ isReal }) => isReal === true).length
  const newest = [...alerts].reverse().slice(0, MOST_ROWS)
  const more = alerts.length > newest.length ? ` The newest ${newest.length} of ${alerts.length} are shown.` : ''
  return {
    title: 'Alerts',
    columns: ['Fired', 'Severity', 'Alert', 'Real', 'Lasted', 'Budget in its windows'],
    texts: 4,
    rows: newest.map(alert => [
      minuteText(alert.startSeconds),
      alert.severity,
      alert.name,
      REAL_WORDS[`${alert.isReal}`],
      alert.isFiring ? 'still fires' : lengthText(alert),
      alert.spent === undefined ? '' : spentText(alert.spent),
    ]),
    none: 'No alert fired.',
    ...(judged.length === 0
      ? {}
      : {
          note: `${real} of ${judged.length} were real: what they fired for still counts, and was not given back as a drill or by a person.${more}`,
        }),
  }
}

function gapTable({ gaps, born, span }: SloSpanReport): ReportTable {
  const young = born !== undefined && born > span.startSeconds ? `Its data begins ${minuteText(born)}. ` : ''
  const more = gaps.length > MOST_ROWS ? `The longest ${MOST_ROWS} of ${gaps.length} are shown.` : ''
  const length = (gap: { startSeconds: number; endSeconds: number }): number => gap.endSeconds - gap.startSeconds
  const note = `${young}${more}`.trim()
  return {
    title: 'Gaps in measuring',
    columns: ['From', 'To', 'Lasts'],
    texts: 2,
    rows: [...gaps]
      .sort((a, b) => length(b) - length(a))
      .slice(0, MOST_ROWS)
      .map(gap => [minuteText(gap.startSeconds), minuteText(gap.endSeconds), lengthText(gap)]),
    none: 'None.',
    ...(note === '' ? {} : { note }),
  }
}
