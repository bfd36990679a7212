import { firstLabel, type Quote } from '../../lib/go-template/write.ts'
import { LABELS } from '../../services/prober/contract/labels.ts'
import { METRICS } from '../../services/prober/contract/names.ts'

/** The hop that the prober names as an alert fires. */
export function faultDomainText(quote?: Quote): string {
  return firstLabel(`topk(1, ${METRICS.faultDomain} == 1)`, LABELS.domain, quote)
}
