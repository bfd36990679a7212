import { parseJson } from '../../../../lib/json/parse.ts'
import { at } from '../../../../lib/json/path.ts'
import type { KubernetesObject } from '../../../../lib/kubernetes/object.ts'
import { rulesHashIn } from '../../../../slo/rules/rules-info.ts'
import { isOfKind } from './kinds.ts'
import type { DeployEvent } from './machine.ts'

/** What a release would have a Prometheus evaluate and a Grafana show. */
export interface Wanted {
  /** The hash that each rule file says of itself, by the name of the file; undefined where one says nothing. */
  readonly rules: ReadonlyMap<string, string | undefined>
  readonly boards: readonly Readonly<Record<string, unknown>>[]
}

/** What is out of a rendered set, where a push changes it. */
export function wantedOf(objects: readonly KubernetesObject[], kinds: readonly string[]): Wanted {
  const dataOf = (kind: 'rules' | 'dashboards') =>
    kinds.includes(kind)
      ? objects.filter(object => isOfKind(kind, object)).flatMap(object => Object.entries(Object(at(object, 'data'))))
      : []
  return {
    rules: new Map(dataOf('rules').map(([file, text]) => [file, rulesHashIn(String(text))])),
    boards: dataOf('dashboards').flatMap(([file, text]) => (file.endsWith('.json') ? [parsedBoard(String(text))] : [])),
  }
}

function parsedBoard(text: string): Readonly<Record<string, unknown>> {
  return Object(parseJson(text))
}

/** What a look at a Prometheus or a Grafana found. */
export type Look =
  | { readonly is: 'in-force' }
  /** It has something else yet: a sentence each. */
  | { readonly is: 'not-yet'; readonly what: readonly string[] }
  | {
      readonly is: 'unknown'
      readonly why: string
      /** Whether one is named that may answer later. */
      readonly isNamed: boolean
    }

/** Which rules a Prometheus has in force, or why that is not known. */
export type RulesAnswer =
  | { readonly hashes: ReadonlySet<string> }
  | { readonly unknown: string; readonly isNamed: boolean }

/** Whether each wanted rule file is in force. Rules that an older release left count for nothing. */
export function lookAtRules({ rules }: Wanted, answer: RulesAnswer): Look {
  if ('unknown' in answer) return { is: 'unknown', why: answer.unknown, isNamed: answer.isNamed }
  const silent = [...rules].filter(([, hash]) => hash === undefined).map(([file]) => file)
  if (silent.length > 0) {
    return { is: 'unknown', why: `${silent.join(', ')} does not say which rules it has`, isNamed: false }
  }
  const missing = [...rules].filter(([, hash]) => hash !== undefined && !answer.hashes.has(hash))
  const what = missing.map(([file, hash]) => `Prometheus does not evaluate ${file} (${hash})`)
  return what.length === 0 ? { is: 'in-force' } : { is: 'not-yet', what }
}

/** What is in force, what is not, and what is not known, each under its name for people. */
export type Looks = ReadonlyMap<'rules' | 'dashboards', Look>

/** Whether waiting may change what was found: what is not there yet, and one that may answer later. */
export function isOpen(looks: Looks): { readonly isNotYet: boolean; readonly isSilent: boolean } {
  const all = [...looks.values()]
  return {
    isNotYet: all.some(({ is }) => is === 'not-yet'),
    isSilent: all.some(look => look.is === 'unknown' && look.isNamed),
  }
}

/** A sentence for each that was looked at. */
export function lookSentences(looks: Looks): readonly string[] {
  return [...looks].map(([name, look]) => {
    if (look.is === 'in-force') return `The ${name} of the release are in force.`
    if (look.is === 'not-yet') return `The ${name} are applied, and not yet in force: ${look.what.join('; ')}.`
    return `The ${name} are applied; whether they are in force is not known: ${look.why}.`
  })
}

/**
 * What the looks mean. What is not known is never good: where the gate has judged the release its answer stands, and a push of
 * nothing but rules or dashboards stays unproven.
 */
export function eventOfLooks(looks: Looks, isJudged: boolean): DeployEvent {
  const all = [...looks.values()]
  const isNotYet = all.some(({ is }) => is === 'not-yet')
  const isUnknown = all.some(({ is }) => is === 'unknown')
  if (!isNotYet && (!isUnknown || isJudged)) return { is: 'good' }
  const open = new Map([...looks].filter(([, { is }]) => is !== 'in-force'))
  return { is: 'unclear', sentence: lookSentences(open).join(' ') }
}
