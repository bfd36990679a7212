import { formatDuration, minutes, seconds } from '../../lib/duration.ts'
import type { YamlMap, YamlReader } from '../../lib/yaml/reader.ts'
import type { RuleGroupSettings } from '../core/model.ts'
import { OFFSET_PROMETHEUS } from '../core/prometheus-version.ts'
import { type ParseContext, reportNewer } from './parse-context.ts'
import type { Spelling } from './spelling.ts'

/** A group that is evaluated more rarely gives the five-minute rates too few values; more often none has new samples. */
const [SHORTEST, LONGEST] = [seconds(1), minutes(1)]

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
