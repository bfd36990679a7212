import { alertLabel } from '../../lib/go-template/write.ts'
import { type Matchers, selector } from '../../lib/promql/write-selector.ts'
import { LABELS } from '../../services/prober/contract/labels.ts'

/** A placeholder that Go's printf fills in as a quoted text. */
const QUOTED = '%q'

/** The series of the route that an alert names by its labels, with placeholders for these. */
export function ofNamedRoute(metric: string, of: Matchers): string {
  return selector(metric, of, { [LABELS.probe]: QUOTED, [LABELS.path]: QUOTED }).replaceAll(`"${QUOTED}"`, QUOTED)
}

/** A query of such series as the call that yields it: the labels are known only when the alert fires. */
export function queryOfNamedRoute(query: string): string {
  const routes = query.split(QUOTED).length >> 1
  const [probe, path] = [alertLabel(LABELS.probe), alertLabel(LABELS.path)]
  return `query (printf \`${query}\`${` ${probe} ${path}`.repeat(routes)})`
}
