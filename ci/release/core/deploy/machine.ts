import type { EndName, StateName } from './states.ts'

/** What rejected a release: the gate, its pods, a person, or the watch of its first half hour. */
export const REJECTED_BY = ['gate', 'rollout', 'hand', 'watch'] as const
export type RejectedBy = (typeof REJECTED_BY)[number]

/** A deploy between two events. */
export interface Deploy {
  readonly at: StateName
  /** The states that are still to come if all goes well. */
  readonly route: readonly StateName[]
  /** Whether there is a good release to return to. */
  readonly canReturn: boolean
  /** Who rejected the release, and why; undefined while it goes forward. */
  readonly rejected: { readonly by: RejectedBy; readonly sentence: string } | undefined
  /** Why the canary could not be judged; undefined while that is not so. */
  readonly unjudged: string | undefined
  /** Why a release that is good is not monitored as it should be; undefined where it is. */
  readonly unmonitored: string | undefined
}

/** What came of a state. */
export type DeployEvent =
  /** It did what it is for. */
  | { readonly is: 'good' }
  /** The lock is held, and what there is to do is known. */
  | {
      readonly is: 'planned'
      readonly route: readonly StateName[]
      readonly canReturn: boolean
      /** Of a way back that a person asked for, or that a killed run had begun. */
      readonly rejected: Deploy['rejected']
    }
  /** The cluster has it already. */
  | { readonly is: 'nothing'; readonly sentence: string }
  | { readonly is: 'refused'; readonly by: 'policy' | 'preflight'; readonly sentence: string }
  /** The release is bad. */
  | { readonly is: 'bad'; readonly by: RejectedBy; readonly sentence: string }
  /** It can be said of neither the release nor its absence. */
  | { readonly is: 'unclear'; readonly sentence: string }
  /** The release is good, and what monitors it does not run as it was applied. */
  | { readonly is: 'unmonitored'; readonly sentence: string }
  /** Its time is over. */
  | { readonly is: 'late'; readonly sentence: string }
  /** Something outside failed. */
  | { readonly is: 'failed'; readonly sentence: string }
  | { readonly is: 'lock-lost'; readonly sentence: string }
  | { readonly is: 'interrupted'; readonly sentence: string }

/** What a release is marked as in the ledger. */
export type Mark = 'good' | 'unproven' | 'rejected' | 'returned' | 'caught' | 'withdrawn'

/** What the world has to do, in order. */
export type DeployAction =
  | { readonly do: 'enter'; readonly state: StateName }
  | {
      readonly do: 'mark'
      readonly as: Mark
      readonly sentence: string
      readonly by?: RejectedBy
      readonly trouble?: string
    }
  /** A person has to act: alert, heartbeat, ledger. */
  | { readonly do: 'alarm'; readonly sentence: string }
  | { readonly do: 'end'; readonly end: EndName; readonly sentence: string }

/** The state after an event, and what there is to do. */
export interface Step {
  readonly deploy: Deploy
  readonly actions: readonly DeployAction[]
}

/** The states of the way back. */
export const WAY_BACK: readonly StateName[] = ['undo', 'undo-rollout', 'undo-gate']

/** A deploy that begins. */
export function newDeploy(): Deploy {
  return {
    at: 'preflight',
    route: ['lock'],
    canReturn: false,
    rejected: undefined,
    unjudged: undefined,
    unmonitored: undefined,
  }
}

/** What follows from an event; the events that end a run wherever it is come first, then what each state does with the rest. */
export function stepAfter(deploy: Deploy, event: DeployEvent): Step {
  if (event.is === 'lock-lost') return ended(deploy, 'lock-lost', event.sentence)
  if (event.is === 'interrupted') return ended(deploy, 'interrupted', event.sentence)
  if (event.is === 'nothing') return ended(deploy, 'nothing-to-do', event.sentence)
  if (event.is === 'planned') return planned(deploy, event)
  if (event.is === 'good') return forward(deploy)
  return ANSWERS[deploy.at](deploy, event)
}

/** What is left after the events that mean the same in every state. */
type Trouble = Exclude<DeployEvent, { readonly is: 'lock-lost' | 'interrupted' | 'nothing' | 'planned' | 'good' }>

/** What each state does when it does not come to its good end. */
const ANSWERS: Readonly<Record<StateName, (deploy: Deploy, trouble: Trouble) => Step>> = {
  preflight: refuse,
  lock: refuse,
  // Without a baseline the gate judges by the objectives alone.
  baseline: forward,
  canary: (deploy, trouble) =>
    trouble.is === 'bad' || trouble.is === 'late'
      ? caught(deploy, 'rollout', trouble.sentence)
      : unjudged(deploy, trouble),
  'canary-gate': (deploy, trouble) =>
    trouble.is === 'bad' ? caught(deploy, trouble.by, trouble.sentence) : unjudged(deploy, trouble),
  withdraw: (deploy, trouble) => {
    if (deploy.rejected !== undefined) return staying(deploy, trouble)
    // It is told to go, and ends by itself; what has not been told may not be passed over.
    return deploy.unjudged === undefined && trouble.is === 'late'
      ? forward(deploy)
      : withdrawn(deploy, trouble.sentence)
  },
  apply: (deploy, { sentence }) => back(deploy, 'rollout', sentence),
  rollout: (deploy, trouble) =>
    trouble.is === 'bad' || trouble.is === 'late'
      ? back(deploy, 'rollout', trouble.sentence)
      : leave(deploy, trouble.sentence),
  'in-force': (deploy, { is, sentence }) =>
    is === 'unmonitored' ? forward({ ...deploy, unmonitored: sentence }) : leave(deploy, sentence),
  gate: (deploy, trouble) =>
    trouble.is === 'bad' ? back(deploy, trouble.by, trouble.sentence) : leave(deploy, trouble.sentence),
  // The release is judged good; what is left over is taken away by the next run.
  finish: deploy => forward(deploy),
  undo: stuck,
  'undo-rollout': (deploy, trouble) =>
    trouble.is === 'unclear' ? returned(deploy, trouble.sentence) : stuck(deploy, trouble),
  'undo-gate': (deploy, trouble) =>
    trouble.is === 'bad' ? stuck(deploy, trouble) : returned(deploy, trouble.sentence),
}

function planned(
  deploy: Deploy,
  { route, canReturn, rejected }: Extract<DeployEvent, { readonly is: 'planned' }>,
): Step {
  const next = forward({ ...deploy, route, canReturn, rejected })
  if (rejected === undefined) return next
  // What a person takes back is marked before anything changes, as what the gate rejects is.
  return { ...next, actions: [{ do: 'mark', as: 'rejected', ...rejected }, ...next.actions] }
}

function forward(deploy: Deploy): Step {
  if (deploy.at === 'withdraw' && deploy.rejected !== undefined) return gone(deploy, deploy.rejected)
  if (deploy.at === 'withdraw' && deploy.unjudged !== undefined) return withdrawn(deploy, '')
  const [next, ...route] = deploy.route
  if (next !== undefined) return { deploy: { ...deploy, at: next, route }, actions: [{ do: 'enter', state: next }] }
  if (WAY_BACK.includes(deploy.at)) return returned(deploy, undefined)
  const sentence = 'The release is out and good.'
  const { unmonitored: trouble } = deploy
  if (trouble === undefined) return ended(deploy, 'done', sentence, [{ do: 'mark', as: 'good', sentence }])
  return ended(deploy, 'unmonitored', `${sentence} ${trouble}`, [{ do: 'mark', as: 'good', sentence, trouble }])
}

/** Nothing was changed yet. */
function refuse(deploy: Deploy, trouble: Trouble): Step {
  const isPolicy = trouble.is === 'refused' && trouble.by === 'policy'
  return ended(deploy, isPolicy ? 'refused-by-policy' : 'refused-by-preflight', trouble.sentence)
}

/** Brings the last good release back; the ledger says so first, so that a run after this one goes on with it. */
function back(deploy: Deploy, by: RejectedBy, sentence: string): Step {
  const rejected = { by, sentence }
  const mark: DeployAction = { do: 'mark', as: 'rejected', sentence, by }
  const end = REJECTED_ENDS[by]
  if (!deploy.canReturn) {
    const said = `${sentence} There is no good release to return to, so what was applied stays.`
    return ended({ ...deploy, rejected }, end, said, [mark])
  }
  const [first = 'undo', ...route] = WAY_BACK
  return { deploy: { ...deploy, at: first, route, rejected }, actions: [mark, { do: 'enter', state: first }] }
}

const REJECTED_ENDS = {
  gate: 'rolled-back-by-gate',
  rollout: 'rolled-back-by-rollout',
  hand: 'done',
  watch: 'rolled-back-by-rollout',
} as const

/** The canary is bad: it is marked first, and taken away whatever becomes of this run. */
function caught(deploy: Deploy, by: RejectedBy, sentence: string): Step {
  const rejected = { by, sentence }
  const actions: readonly DeployAction[] = [
    { do: 'mark', as: 'caught', sentence, by },
    { do: 'enter', state: 'withdraw' },
  ]
  return { deploy: { ...deploy, at: 'withdraw', route: [], rejected }, actions }
}

/** A canary that was caught is gone. */
function gone(deploy: Deploy, { by, sentence }: NonNullable<Deploy['rejected']>): Step {
  return ended(deploy, by === 'gate' ? 'caught-by-gate' : 'caught-by-rollout', `${sentence} ${CAUGHT}`)
}

const CAUGHT = 'It was caught at its canary, which is gone; the release before serves as it did.'

/** A bad canary that stays goes on to answer requests: a person has to act, and the next run takes it away too. */
function staying(deploy: Deploy, trouble: Trouble): Step {
  const sentence = `The canary could not be taken away: ${trouble.sentence} It was to go because: ${deploy.rejected?.sentence ?? ''}`
  return ended(deploy, 'rollback-failed', sentence, [{ do: 'alarm', sentence }])
}

/** Of the canary nothing can be said: it goes, and the release with it. */
function unjudged(deploy: Deploy, { sentence }: Trouble): Step {
  return {
    deploy: { ...deploy, at: 'withdraw', route: [], unjudged: sentence },
    actions: [{ do: 'enter', state: 'withdraw' }],
  }
}

function withdrawn(deploy: Deploy, trouble: string): Step {
  const left =
    trouble === '' ? 'The canary is gone' : `The canary could not be taken away, and the next run does so: ${trouble}`
  const said = [deploy.unjudged, left].filter(part => part !== undefined).join(' ')
  const sentence = `${said.replace(/[.]$/, '')}; the release before serves as it did.`
  return ended(deploy, 'withdrawn', sentence, [{ do: 'mark', as: 'withdrawn', sentence }])
}

/** Leaves the release where it is, and says in the ledger that it is not proven. */
function leave(deploy: Deploy, sentence: string): Step {
  return ended(deploy, 'inconclusive', sentence, [{ do: 'mark', as: 'unproven', sentence }])
}

/** The last good release is back; `doubt` says why that could not be judged. */
function returned(deploy: Deploy, doubt: string | undefined): Step {
  const { rejected } = deploy
  const proof = doubt === undefined ? '' : ` It is not proven again: ${doubt}`
  const sentence = `${rejected?.sentence ?? ''} The last good release is back.${proof}`.trim()
  const mark: DeployAction = { do: 'mark', as: 'returned', sentence }
  const end = rejected === undefined ? 'done' : REJECTED_ENDS[rejected.by]
  return ended(deploy, end === 'done' && doubt !== undefined ? 'inconclusive' : end, sentence, [mark])
}

function stuck(deploy: Deploy, trouble: Trouble): Step {
  const why = deploy.rejected === undefined ? '' : ` It was to be brought back because: ${deploy.rejected.sentence}`
  const sentence = `The last good release could not be brought back: ${trouble.sentence}${why}`
  // What was rejected stays so, and why, beside what happened on the way back: the next run goes on with it.
  const mark: readonly DeployAction[] =
    deploy.rejected === undefined ? [] : [{ do: 'mark', as: 'rejected', ...deploy.rejected, trouble: sentence }]
  return ended(deploy, 'rollback-failed', sentence, [{ do: 'alarm', sentence }, ...mark])
}

function ended(deploy: Deploy, end: EndName, sentence: string, before: readonly DeployAction[] = []): Step {
  return { deploy, actions: [...before, { do: 'end', end, sentence }] }
}
