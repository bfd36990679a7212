import { inSeconds, parseDuration } from '../../../lib/duration.ts'
import { textAt } from '../../../lib/json/path.ts'
import { LABELS } from '../../../services/prober/contract/labels.ts'
import { FASTEST_SCRAPE_SECONDS } from '../../expressions/slow-probes.ts'
import { RATE_INTERVAL_STAND_IN } from '../../promql/stand-ins.ts'
import { eachPanel, type LintWorld, type Rule } from '../rule.ts'

export const probesInStep: Rule = {
  code: 'probes-in-step',
  summary: 'A query with a rate of probes has a shortest step that is not shorter than any probe’s interval.',
  why: 'A rate over less time than a probe’s interval alternates between 0 and a spike.',
  scope: 'ours',
  isAboutDrawing: true,
  check: (board, world) =>
    eachPanel(board, panel => {
      const { slowestProbeSeconds } = world
      for (const target of panel.targets) {
        const rated = target.query.selectors.find(part => isRateOfProbes(part, world))
        const interval = parseDuration(textAt(target.json, 'interval'))
        const step = interval === undefined ? FASTEST_SCRAPE_SECONDS : inSeconds(interval)
        if (rated === undefined || step >= slowestProbeSeconds) continue
        return {
          path: [...target.path, 'interval'],
          message: `a rate of “${rated.name}” in steps of ${step} s, while a probe is sent every ${slowestProbeSeconds} s`,
          help: `Set the query’s shortest step (“interval”) to ${slowestProbeSeconds}s or more; that of the panel does not count in $__rate_interval.`,
        }
      }
      return undefined
    }),
}

function isRateOfProbes(
  { name = '', range }: { readonly name: string | undefined; readonly range: string | undefined },
  { series }: LintWorld,
): boolean {
  return range === RATE_INTERVAL_STAND_IN && series.get(name)?.ownLabels.includes(LABELS.probe) === true
}
