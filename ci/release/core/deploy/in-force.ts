import { parseJson } from '../../../../lib/json/parse.ts'
import { at } from '../../../../lib/json/path.ts'
import type { KubernetesObject } from '../../../../lib/kubernetes/object.ts'
import { rulesHashIn } from '../../../../slo/rules/rules-info.ts'
import { isOfKind } from './kinds.ts'
import type { DeployEvent } from './machine.ts'
import { monitoringDeployments } from './workloads.ts'

/** What a release would have a Prometheus evaluate and a Grafana show, and what of its monitoring has to run. */
export interface Wanted {
  /** The hash that each rule file says of itself, by the name of the file; undefined where one says nothing. */
  readonly rules: ReadonlyMap<string, string | undefined>
  readonly boards: readonly Readonly<Record<string, unknown>>[]
  readonly deployments: readonly KubernetesObject[]
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
    deployments: kinds.includes('monitoring') ? monitoringDeployments(objects) : [],
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
  /** Waiting helps nothing: a sentence each. */
  | { readonly is: 'broken'; readonly what: readonly string[] }
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
export type Looks = ReadonlyMap<LookName, Look>

export type LookName = 'monitoring' | 'rules' | 'dashboards'

/** Whether waiting may change what was found: what is not there yet, and one that may answer later. */
export function isOpen(looks: Looks): { readonly isNotYet: boolean; readonly isSilent: boolean } {
  const all = [...looks.values()]
  return {
    isNotYet: all.some(({ is }) => is === 'not-yet'),
    isSilent: all.some(look => look.is === 'unknown' && look.isNamed),
  }
}

/** How each look is said; what goes wrong is added. */
const WORDS: Readonly<Record<LookName, Readonly<Record<Look['is'], string>>>> = {
  monitoring: {
    'in-force': 'What monitors is rolled out.',
    'not-yet': 'What monitors is applied, and not yet rolled out:',
    broken: 'What monitors is applied, and does not run:',
    unknown: 'What monitors is applied; whether it runs is not known:',
  },
  rules: wordsOf('rules'),
  dashboards: wordsOf('dashboards'),
}

function wordsOf(name: string): Readonly<Record<Look['is'], string>> {
  return {
    'in-force': `The ${name} of the release are in force.`,
    'not-yet': `The ${name} are applied, and not yet in force:`,
    broken: `The ${name} are applied, and will not be in force:`,
    unknown: `The ${name} are applied; whether they are in force is not known:`,
  }
}

/** A sentence for each that was looked at. */
export function lookSentences(looks: Looks): readonly string[] {
  return [...looks].map(([name, look]) => {
    const words = WORDS[name][look.is]
    if (look.is === 'in-force') return words
    return `${words} ${look.is === 'unknown' ? look.why : look.what.join('; ')}.`
  })
}

/**
 * What the looks mean. What is not known is never good: where the gate has judged the release its answer stands, and a push of
 * nothing but rules, dashboards or monitoring stays unproven. A release that was judged good stays so whatever becomes of what
 * monitors it.
 */
export function eventOfLooks(looks: Looks, isJudged: boolean): DeployEvent {
  const open = new Map([...looks].filter(([, { is }]) => is !== 'in-force'))
  const sentence = lookSentences(open).join(' ')
  const ofContents = [...open].filter(([name]) => name !== 'monitoring')
  const isProven = ofContents.every(([, { is }]) => isJudged && is === 'unknown')
  if (!isProven) return { is: 'unclear', sentence }
  if (!open.has('monitoring')) return { is: 'good' }
  return { is: isJudged ? 'unmonitored' : 'unclear', sentence }
}
