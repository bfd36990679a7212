import type { SeenDeploy } from './facts.ts'

/** A deploy that an incident's file expects, in the words of the file. */
type DeployFields = Readonly<Record<'image' | 'ends' | 'within' | 'says', string>>

/** Which scenario of the deploys is like one that was seen, by words of its sentence. */
const LIKE: readonly (readonly [seen: RegExp, fields: DeployFields])[] = [
  [
    /OOMKilled/,
    { image: 'oom-at-start', ends: 'caught-by-rollout', within: '60s', says: 'took more memory than its limit' },
  ],
  [
    /failed \(500 by the app\)/,
    { image: 'half-500', ends: 'caught-by-gate', within: '42s', says: 'failed (500 by the app)' },
  ],
]

/** The scenarios that are like a deploy; none where no one is known, or where it ended in another way. */
export function deploysLike({ end, sentence }: Pick<SeenDeploy, 'end' | 'sentence'>): readonly DeployFields[] {
  return LIKE.filter(([seen, { ends }]) => ends === end && seen.test(sentence)).map(([, fields]) => fields)
}

/** What happened in a deploy, in a few words: the first sentence that it ended with. */
export function deployName({ end, sentence }: Pick<SeenDeploy, 'end' | 'sentence'>): string {
  return sentence.split(/(?<=[.!?])\s/)[0]?.trim() || `A deploy ended: ${end}`
}
