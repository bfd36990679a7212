import { count } from '../../../../lib/count.ts'
import { numberAt, textAt } from '../../../../lib/json/path.ts'
import type { Diagnosis } from './diagnosis.ts'
import { sentenceOf } from './finding.ts'
import type { RolloutScene } from './rollout-scene.ts'

/** The diagnosis of one Deployment for a terminal: one sentence with its fix, its evidence below, then what else is wrong. */
export function renderDiagnosis(scene: RolloutScene, found: readonly Diagnosis[]): string {
  const name = textAt(scene.deployment, 'metadata', 'name')
  const wanted = numberAt(scene.deployment, 'spec', 'replicas') ?? 1
  const available = numberAt(scene.deployment, 'status', 'availableReplicas') ?? 0
  const head = `${name}: ${available} of ${count(wanted, 'pod')} available`
  const [first, ...others] = found
  if (first === undefined) return `${head}, nothing wrong is seen\n`
  const also = others.map(each => `  Also: ${sentenceOf(each)}${shownBy(each)}\n${evidenceText(each)}`)
  return [`${head}\n\n  ${sentenceOf(first)}${shownBy(first)}\n${evidenceText(first)}`, ...also].join('\n')
}

function shownBy({ pods }: Diagnosis): string {
  return pods > 1 ? ` (${count(pods, 'pod')})` : ''
}

function evidenceText({ evidence }: Diagnosis): string {
  return evidence.map(line => `      ${line}\n`).join('')
}
