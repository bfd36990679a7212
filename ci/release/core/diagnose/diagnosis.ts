import { admission } from './admission.ts'
import { containerEnds } from './container-ends.ts'
import type { Finding } from './finding.ts'
import { imagePull } from './image-pull.ts'
import { nodeFaults, unschedulable } from './placement.ts'
import { deadline, unready } from './readiness.ts'
import type { RolloutScene } from './rollout-scene.ts'
import type { Sign } from './sign.ts'
import { unmounted, unstarted } from './unstarted.ts'

/** One finding, and how many pods show it. */
export interface Diagnosis extends Finding {
  readonly pods: number
}

/** In the order of causes: what stands earlier explains what comes later. */
const SIGNS: readonly Sign[] = [
  nodeFaults,
  admission,
  unschedulable,
  imagePull,
  unmounted,
  unstarted,
  containerEnds,
  unready,
  deadline,
]

/** More lines of one kind of evidence say nothing new. */
const EVIDENCE_LINES = 8

/**
 * Why a rollout does not come to its end, the cause first: what needs no more waiting before what may pass, and among these
 * in the order in which causes lead to each other. Empty when nothing is wrong that can be seen.
 */
export function diagnose(scene: RolloutScene): readonly Diagnosis[] {
  const byText = new Map<string, Diagnosis>()
  for (const finding of SIGNS.flatMap(sign => sign(scene))) {
    const key = `${finding.code}\n${finding.what}`
    const known = byText.get(key)
    byText.set(key, known === undefined ? { ...finding, pods: 1 } : merged(known, finding))
  }
  return [...byText.values()].toSorted((a, b) => rank(a) - rank(b) || b.pods - a.pods)
}

function merged(known: Diagnosis, more: Finding): Diagnosis {
  const evidence = [...new Set([...known.evidence, ...more.evidence])].slice(0, EVIDENCE_LINES)
  return { ...known, evidence, isFinal: known.isFinal || more.isFinal, pods: known.pods + 1 }
}

/** Faults of a node come first, for they cause the others; a deadline alone says nothing, so it comes last. */
function rank({ faultOf, isFinal, code }: Diagnosis): number {
  if (faultOf === 'node') return 0
  if (code === 'deadline') return 3
  return isFinal ? 1 : 2
}
