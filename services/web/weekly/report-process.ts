import { readSource } from '../../../adapters/files/files.ts'
import { askReport } from '../../../adapters/prometheus/ask-report.ts'
import { describeError } from '../../../lib/describe-error.ts'
import { days } from '../../../lib/duration.ts'
import { parseJson } from '../../../lib/json/parse.ts'
import { isExternal } from '../../../lib/system-error.ts'
import { renderPage } from '../../../slo/report/span-views/page.ts'
import { parseSloModels } from '../core/slo-list.ts'
import type { MadeReport, ReportOrder } from './make-report.ts'

/** Makes one report: the memory that it takes is given back with its process. */
async function make({ prometheusUrl, sloList, endSeconds }: ReportOrder): Promise<MadeReport> {
  try {
    const slos = parseSloModels(parseJson((await readSource(sloList)).text))
    if (slos === undefined) return { kind: 'failed', problem: `"${sloList}" holds no definitions to report on` }
    const wish = { slos, since: days(7), now: endSeconds }
    const { reports, recorded } = await askReport(prometheusUrl, wish, new AbortController().signal)
    return recorded.length === 0 ? { kind: 'nothing' } : { kind: 'made', page: renderPage(reports) }
  } catch (error) {
    if (!isExternal(error)) throw error
    return { kind: 'failed', problem: describeError(error) }
  }
}

process.once('message', async (order: ReportOrder) => process.send?.(await make(order)))
