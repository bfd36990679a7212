import { ARGO_BACKGROUND, ARGO_INLINE, argo } from './argo.ts'
import { FLAGGER_DEFAULTS, FLAGGER_GUIDE, flagger } from './flagger.ts'
import { ours } from './ours.ts'
import { curlOnce, noGate } from './plain-rules.ts'
import type { ModelledRelease, RuleRun } from './release.ts'

/** A way to let a release out. */
interface Rule {
  readonly name: string
  readonly run: (release: ModelledRelease, random: () => number) => RuleRun
}

/** The name of our own rule. */
export const OURS = 'Leadline'

/** Every rule that is compared, ours last. */
export const RULES: readonly Rule[] = [
  { name: 'no gate', run: noGate },
  { name: 'curl once', run: curlOnce },
  { name: 'Flagger, defaults', run: (release, random) => flagger(FLAGGER_DEFAULTS, release, random) },
  { name: 'Flagger, guide', run: (release, random) => flagger(FLAGGER_GUIDE, release, random) },
  { name: 'Argo, inline', run: (release, random) => argo(ARGO_INLINE, release, random) },
  { name: 'Argo, background', run: (release, random) => argo(ARGO_BACKGROUND, release, random) },
  { name: OURS, run: ours },
]
