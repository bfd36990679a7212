import { RULES_HASH_LABEL, SERIES } from '../core/names.ts'
import type { RuleGroup } from '../core/rule-group.ts'
import { RULE_FILE_INDENT, type RuleProvenance, renderGroups, ruleFileOf } from './output.ts'

/** Gives the SHA-256 of a text, in hex; pure code has none of its own. */
export type Sha256 = (text: string) => string

/** Sixteen digits of hex: two sets of rules have the same once in 10^19, and people can compare them. */
const DIGITS = 16

/**
 * Rendered groups with one more, which records what they are: a Prometheus evaluates it as soon as it has loaded the file, so that
 * a query finds out which rules are in force. The hash is of the groups before it. Nothing is added to no rules.
 */
export function withRulesInfo(groups: string, indent: string, sha256: Sha256): string {
  if (groups === '') return groups
  const labels = { [RULES_HASH_LABEL]: sha256(groups).slice(0, DIGITS) }
  const rule = { record: SERIES.rulesInfo, expr: 'vector(1)', labels }
  return groups + renderGroups([{ name: 'rules-info', rules: [rule] }], indent)
}

/** A rule file that says of itself which rules it has. */
export function renderKnownRuleFile(groups: readonly RuleGroup[], from: RuleProvenance, sha256: Sha256): string {
  return ruleFileOf(withRulesInfo(renderGroups(groups, RULE_FILE_INDENT), RULE_FILE_INDENT, sha256), from)
}

const RECORDED = new RegExp(`record: ${SERIES.rulesInfo}\\n[^-]*?\\b${RULES_HASH_LABEL}: "?([0-9a-f]{${DIGITS}})\\b`)

/** What a rule file of ours says of itself; undefined where it says nothing. */
export function rulesHashIn(text: string): string | undefined {
  return RECORDED.exec(text)?.[1]
}
