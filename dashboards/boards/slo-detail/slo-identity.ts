import { selector } from '../../../lib/promql/write-selector.ts'
import { type Slo, sloId } from '../../../slo/core/model.ts'
import { LABELS, SERIES } from '../../../slo/core/names.ts'
import { alertRules } from '../../../slo/rules/alert-rules.ts'
import type { BoardContext } from '../../context.ts'
import { objectiveDecimals, perSlo } from '../../expressions/slo-expressions.ts'
import { linkTo } from '../../panels/link.ts'
import { table } from '../../panels/table.ts'
import { UNITS } from '../../panels/units.ts'

/** What a definition says of its SLO, as labels that only this panel has. */
const SAID = {
  promises: ({ description }: Slo) => description,
  owner: ({ labels }: Slo) => labels.owner ?? labels.team ?? '',
  runbook: (slo: Slo) => alertRules(slo, 'page')[0]?.annotations.runbook ?? '',
} as const

const NOT_SAID = 'not said'

/** A text inside a string of PromQL, in which label_replace() and Grafana read a dollar sign as a reference. */
function quoted(text: string): string {
  return JSON.stringify(text.replaceAll('$', '＄').replace(/\s+/g, ' ').trim() || NOT_SAID)
}

/** The objective of an SLO while it is the chosen one, with what its definition says. */
function described(slo: Slo): string {
  const own = selector(SERIES.objective, { [LABELS.id]: sloId(slo) }, { [LABELS.id]: ['=~', '$slo'] })
  return Object.entries(SAID).reduce(
    (expr, [label, said]) => `label_replace(${expr}, "${label}", ${quoted(said(slo))}, "", "")`,
    perSlo(own),
  )
}

/** The panel “What this SLO promises”. */
export function identity(context: BoardContext) {
  return table({
    title: 'What this SLO promises',
    about: {
      what: 'What the SLO is about, who owns it, and the page to open when it burns.',
      how: `From its definition; the objective is \`${SERIES.objective}\`.`,
      act: 'It does not turn red: the owner is whom to ask.',
      runbook: 'docs/dashboards.md#slo-detail',
    },
    labels: [
      { label: 'promises', title: 'Promise' },
      { label: 'owner', title: 'Owner' },
      { label: 'runbook', title: 'Runbook' },
    ],
    values: [
      {
        title: 'Objective',
        expr: context.slos.map(described).join(' or '),
        unit: UNITS.ratio,
        decimals: objectiveDecimals(context.slos),
      },
    ],
    noValue: 'not evaluated yet',
    links: [linkTo('sloOverview')],
  })
}
