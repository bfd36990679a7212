import {
  type Duration,
  formatDuration,
  milliseconds,
  minutes,
  roundDown,
  roundUp,
  seconds,
} from '../../lib/duration.ts'
import type { YamlMap, YamlReader } from '../../lib/yaml/reader.ts'
import type { RuleGroupSettings } from '../core/model.ts'
import { OFFSET_PROMETHEUS } from '../core/prometheus-version.ts'
import { type ParseContext, reportNewer } from './parse-context.ts'
import type { Spelling } from './spelling.ts'

/** A group that is evaluated more rarely gives the five-minute rates too few values; more often none has new samples. */
const [SHORTEST, LONGEST] = [seconds(1), minutes(1)]

/** Counters are read over half an hour: at an interval that divides it the same evaluations begin and end each of these. */
const COUNTED = minutes(30)

/** The next shorter or longer interval of whole seconds that divides half an hour. */
function dividing(interval: Duration, direction: -1 | 1): string {
  const second = seconds(1)
  let next = direction < 0 ? roundDown(interval, second) : roundUp(interval, second)
  while (COUNTED % next !== 0) next = milliseconds(next + direction * second)
  return formatDuration(next)
}

/** Reads `rule_group:`: what Prometheus is to know of the groups that an SLO's rules stand in. */
export function readRuleGroup(
  yaml: YamlReader,
  owner: YamlMap,
  spelling: Spelling,
  context: ParseContext,
): RuleGroupSettings | undefined {
  const map = context.flavour === 'sloth' ? undefined : yaml.map(owner, spelling.ruleGroup)
  if (map === undefined) return undefined
  yaml.onlyKeys(map, ['interval', 'limit', spelling.queryOffset])
  const [interval, queryOffset] = [yaml.duration(map, 'interval'), yaml.duration(map, spelling.queryOffset)]
  const limit = yaml.number(map, 'limit')
  if (interval !== undefined && (interval < SHORTEST || interval > LONGEST)) {
    const message = `The rules cannot be evaluated every ${formatDuration(interval)}`
    const help = `Write ${formatDuration(SHORTEST)} to ${formatDuration(LONGEST)}: rates over five minutes need several values.`
    yaml.report('bad-group', message, yaml.node(map, 'interval'), help)
  } else if (interval !== undefined && COUNTED % interval !== 0) {
    const message = `${formatDuration(interval)} does not divide half an hour, so that figures may be further from plain counting than the guide promises`
    const help = `Write ${dividing(interval, -1)} or ${dividing(interval, 1)}.`
    yaml.warn('bad-group', message, yaml.node(map, 'interval'), help)
  }
  if (limit !== undefined && !(Number.isInteger(limit) && limit > 0)) {
    const help = 'Write how many series or alerts one rule may give, such as 100.'
    yaml.report('bad-group', `${limit} is not a limit`, yaml.node(map, 'limit'), help)
  }
  if (queryOffset !== undefined) {
    reportNewer(yaml, yaml.keyNode(map, spelling.queryOffset), spelling.queryOffset, OFFSET_PROMETHEUS, context)
  }
  return {
    ...(interval === undefined ? {} : { interval }),
    ...(limit === undefined ? {} : { limit }),
    ...(queryOffset === undefined ? {} : { queryOffset }),
  }
}
