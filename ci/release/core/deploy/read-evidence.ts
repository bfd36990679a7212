import { listAt, numberAt, textAt } from '../../../../lib/json/path.ts'
import type { SeenDeploy, SpentSlo } from '../../../../postmortems/draft/facts.ts'
import { ENDS, type EndName, type StateName } from './states.ts'

/** What the evidence of a deploy says for a postmortem; moments are milliseconds since 1970. */
export interface DeployEvidence {
  readonly deploy: SeenDeploy
  readonly from: number
  readonly to: number
  /** When something new began to run. */
  readonly applied: number
  readonly slos: readonly SpentSlo[]
}

/** The states in which something new begins to run. */
const APPLYING: readonly string[] = ['canary', 'apply'] satisfies readonly StateName[]

/** Reads the document that a deploy leaves; undefined for another one. */
export function readDeployEvidence(document: unknown): DeployEvidence | undefined {
  const [from, to] = ['startedAt', 'endedAt'].map(key => Date.parse(textAt(document, key)))
  const end = textAt(document, 'end')
  if (from === undefined || to === undefined || !(from <= to) || !isEnd(end)) return undefined
  const states = statesIn(document, from)
  const returnedTo = textAt(document, 'returnedTo') || undefined
  const { seenBy = 'the deploy', healed } = ENDED[end] ?? {}
  return {
    ...{ from, to, applied: states.find(({ state }) => APPLYING.includes(state))?.from ?? from },
    slos: listAt(document, 'costs').flatMap(costIn),
    deploy: {
      ...{ end, states, returnedTo, seenBy, sentence: textAt(document, 'sentence') },
      healed: healed ?? `by the deploy: ${returnedTo ?? 'nothing'} is back`,
      release: textAt(document, 'release') || undefined,
      failedPart: failedPartIn(document),
      notes: [textAt(document, 'gate', 'sentence'), textAt(document, 'cost'), ...notesIn(document)].filter(
        text => text !== '',
      ),
      dashboard: textAt(document, 'dashboard') || undefined,
    },
  }
}

/** Whether an end asks for a postmortem. */
export function needsPostmortem(end: EndName): boolean {
  return ENDED[end] !== undefined
}

/** The ends after which a person has something to learn: by whom it was noticed, and how it was healed where no release came back. */
const ENDED: Readonly<Partial<Record<EndName, { readonly seenBy: string; readonly healed?: string }>>> = {
  'rolled-back-by-gate': { seenBy: 'the gate, from answers of the release' },
  'rolled-back-by-rollout': { seenBy: 'the rollout, from its pods' },
  'caught-by-gate': { seenBy: 'the gate, from answers of its canary', healed: 'by the deploy: its canary is gone' },
  'caught-by-rollout': {
    seenBy: 'the deploy, from the pod of its canary',
    healed: 'by the deploy: its canary is gone',
  },
  'rollback-failed': { seenBy: 'the deploy, whose way back failed', healed: 'not by the deploy: a person had to act' },
}

function isEnd(text: string): text is EndName {
  return Object.hasOwn(ENDS, text)
}

function failedPartIn(document: unknown): number | undefined {
  const paths = ['gate', 'canaryGate']
    .flatMap(gate => listAt(document, gate, 'paths'))
    .flatMap(path => {
      const [answers = 0, failed = 0] = ['answers', 'failed'].map(key => numberAt(path, 'judged', key))
      return answers === 0 ? [] : [failed / answers]
    })
  return paths.length === 0 ? undefined : Math.max(...paths)
}

function costIn(cost: unknown): readonly SpentSlo[] {
  const [bad, budget] = ['badSeconds', 'budgetSeconds'].map(key => numberAt(cost, key))
  return bad === undefined || budget === undefined || !(budget > 0)
    ? []
    : [{ id: textAt(cost, 'id'), spent: bad / budget }]
}

function notesIn(document: unknown): readonly string[] {
  return listAt(document, 'notes').flatMap(note => (typeof note === 'string' ? [note] : []))
}

/** States follow each other without a gap that matters. */
function statesIn(document: unknown, started: number): SeenDeploy['states'] {
  let from = started
  return listAt(document, 'states').map(entry => {
    const took = numberAt(entry, 'seconds') ?? 0
    const state = { state: textAt(entry, 'state'), from, seconds: took }
    from += took * 1000
    return state
  })
}
