import { EVENT_RATE_HELP, parseEventRate } from '../../lib/event-rate.ts'
import type { YamlMap, YamlReader } from '../../lib/yaml/reader.ts'
import { PROBES_FILE } from '../../services/prober/contract/probes-file.ts'
import type { Sli } from '../core/model.ts'
import type { ParseContext } from './parse-context.ts'

/**
 * Reads `traffic:`, the least there is, into the SLI: it decides what a single bad event means, as a probe's interval
 * does. A wrong rate is reported without an SLI, too.
 */
export function readTraffic(
  yaml: YamlReader,
  map: YamlMap,
  sli: Sli | undefined,
  context: ParseContext,
): Sli | undefined {
  const text = yaml.string(map, 'traffic')
  if (text === undefined) return sli
  const perSecond = parseEventRate(text)
  if (perSecond === undefined) {
    yaml.report('bad-rate', `"${text}" is not a rate`, yaml.node(map, 'traffic'), EVENT_RATE_HELP)
    return sli
  }
  if (!Number.isFinite(1 / perSecond)) {
    const help = 'Write the least traffic at the hours with users, such as 30/m, or delete it.'
    yaml.report('bad-rate', `At ${text} there are no events to measure`, yaml.node(map, 'traffic'), help)
    return sli
  }
  if (sli === undefined) return undefined
  const reason = whyIgnored(sli, context)
  if (reason === undefined && sli.kind === 'events') return { ...sli, eventIntervalSeconds: 1 / perSecond }
  yaml.warn('traffic-ignored', `The traffic has no effect: ${reason}`, yaml.keyNode(map, 'traffic'), 'Delete it.')
  return sli
}

function whyIgnored(sli: Sli, { flavour }: ParseContext): string | undefined {
  if (flavour === 'sloth') return "sloth's alerts do not count failed events"
  if (sli.kind === 'ratio') return 'a ratio counts no events'
  return sli.probe === undefined ? undefined : `the interval of a probe is set in ${PROBES_FILE}`
}
