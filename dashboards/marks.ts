import { selector } from '../lib/promql.ts'
import { METRICS as WEB } from '../services/web/core/names.ts'
import { LABELS } from '../slo/names.ts'
import { MONITORING } from './catalogue/monitoring.ts'
import type { Mark } from './panels/board.ts'
import { maxBy } from './panels/promql.ts'
import { NEUTRAL, TONE_COLOURS } from './panels/tones.ts'

const NEW_FOR = '5m'

/** Marks the first minutes of every release. */
const deploys: Mark = {
  name: 'Deploys',
  expr: `${maxBy(['release'], WEB.releaseInfo)} unless ${maxBy(['release'], `${WEB.releaseInfo} offset ${NEW_FOR}`)}`,
  title: 'Release {{release}}',
  colour: NEUTRAL,
}

/** Marks the times when somebody is paged. */
const pages: Mark = {
  name: 'Pages',
  expr: maxBy(
    ['alertname', LABELS.id],
    selector(MONITORING.alerts, { alertstate: 'firing', [LABELS.severity]: 'page' }),
  ),
  title: '{{alertname}} pages',
  colour: TONE_COLOURS.bad,
}

/** What every graph is marked with. */
export const MARKS: readonly Mark[] = [deploys, pages]
