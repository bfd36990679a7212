import { sha256 } from '../../../adapters/files/sha256.ts'
import { difference } from '../../../dashboards/push/push-plan.ts'
import { parseJson } from '../../../lib/json/parse.ts'
import { at, textAt } from '../../../lib/json/path.ts'
import type { KubernetesObject } from '../../../lib/kubernetes/object.ts'
import { renderKnownRuleFile, rulesHashIn } from '../../../slo/rules/rules-info.ts'
import type { Look, RulesAnswer } from '../core/deploy/in-force.ts'

/** Whether one is there, is named and silent, or is not named at all. */
type Presence = 'there' | 'silent' | 'none'

/** A fake of the Prometheus and the Grafana of a cluster: they have what the kubelet has brought them, some time after it was applied. */
export interface FakeMonitoring {
  prometheus: Presence
  grafana: Presence
  /** How long the kubelet takes. */
  lagSeconds: number
  readonly rules: () => Promise<RulesAnswer>
  readonly boards: (wanted: readonly Readonly<Record<string, unknown>>[]) => Promise<Look>
}

/** Makes one, of the objects of a fake API server. */
export function fakeMonitoring(objects: () => Iterable<KubernetesObject>, now: () => number): FakeMonitoring {
  interface Mounted {
    readonly version: string
    readonly since: number
    readonly data: Readonly<Record<string, string>>
    /** What was there before. */
    readonly old: Readonly<Record<string, string>>
  }
  const kept = new Map<string, Mounted>()
  /** The data of a ConfigMap as a pod that mounts it has it now. */
  const mounted = (map: KubernetesObject): Readonly<Record<string, string>> => {
    const version = textAt(map, 'metadata', 'resourceVersion')
    const before = kept.get(map.metadata.name)
    const data = Object(at(map, 'data'))
    const current =
      before?.version === version
        ? before
        : { version, since: now(), data, old: before === undefined ? {} : before.data }
    kept.set(map.metadata.name, current)
    return now() - current.since >= fake.lagSeconds ? current.data : current.old
  }
  const files = (isOf: (map: KubernetesObject) => boolean): readonly string[] =>
    [...objects()].filter(isOf).flatMap(map => Object.values(mounted(map)))
  const fake: FakeMonitoring = {
    prometheus: 'there',
    grafana: 'there',
    lagSeconds: 0,
    async rules() {
      if (fake.prometheus === 'none') return { unknown: 'PROMETHEUS_URL names none', isNamed: false }
      if (fake.prometheus === 'silent') return { unknown: 'Prometheus does not answer: refused', isNamed: true }
      const texts = files(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'rules')
      return { hashes: new Set(texts.flatMap(text => rulesHashIn(text) ?? [])) }
    },
    async boards(wanted) {
      if (fake.grafana !== 'there') return { is: 'unknown', why: 'no Grafana', isNamed: fake.grafana === 'silent' }
      const isBoard = ({ metadata }: KubernetesObject) =>
        metadata.labels?.['app.kubernetes.io/component'] === 'dashboards'
      const there = files(isBoard).map(text => Object(parseJson(text)))
      const what = wanted.flatMap(board => {
        const live = there.find(({ uid }) => uid === board.uid)
        const differs = live === undefined ? 'it is not there' : difference(board, { json: live })
        return differs === undefined ? [] : [`Grafana’s ${board.uid}: ${differs}`]
      })
      return what.length === 0 ? { is: 'in-force' } : { is: 'not-yet', what }
    },
  }
  return fake
}

/** A rule file of one rule, which says of itself which it has. */
export function exampleRules(expr: string): string {
  const group = { name: 'example', rules: [{ record: 'example', expr, labels: {} }] }
  return renderKnownRuleFile([group], { source: 'slo/example.yaml', command: 'test' }, sha256)
}
