import { inMarkdown } from '../../../../lib/text/in-markdown.ts'
import type { EvidenceFacts } from './evidence.ts'
import type { EndName } from './states.ts'

/** Whether an end asks for a postmortem. */
export function needsPostmortem(end: EndName): boolean {
  return ENDED[end] !== undefined
}

/**
 * A draft after `postmortems/TEMPLATE.md`, filled with what the deploy has seen; what only people know stays open. Times in UTC.
 */
export function renderPostmortemDraft(facts: EvidenceFacts): string {
  const { end, sentence, release = 'a release', returnedTo, startedAt, endedAt, cost, notes, report, dashboard } = facts
  const moments = momentsOf(facts)
  const applied = moments.find(({ state }) => state === 'canary' || state === 'apply')?.from ?? startedAt
  const { seenBy = 'the deploy', healed } = ENDED[end] ?? {}
  const back = healed ?? `by the deploy: ${returnedTo ?? 'nothing'} is back`
  return `# ${inMarkdown(release)} was taken back: ${inMarkdown(firstSentence(sentence))}

*A draft of the deploy. Copy it to \`postmortems/${startedAt.toISOString().slice(0, 10)}-what-broke/README.md\`, with an \`incident.yaml\` beside it.*

| | |
|---|---|
| Began | ${minute(applied)} UTC |
| Noticed | by ${seenBy} |
| Healed | ${inMarkdown(end === 'rollback-failed' ? back : `${minute(endedAt)} UTC, ${back}`)} |
| SLOs | ${inMarkdown(cost ?? 'not known')} |

## What happened

${moments.map(({ state, from }) => `- ${second(from)} ${state}`).join('\n')}
- ${second(endedAt)} ${inMarkdown(sentence)}
${notes.map(each => `- ${inMarkdown(each)}\n`).join('')}
## Why

${inMarkdown(sentence)}
${report === undefined ? '' : `\nThe gate: ${inMarkdown(report.sentence)}\n`}${dashboard === undefined ? '' : `\nThe dashboard of that time: <${dashboard}>\n`}
And before that: which review, test or probe let it through, and why it made sense at the time.

## Would we notice sooner now?

\`npm run slo -- simulate postmortems/${startedAt.toISOString().slice(0, 10)}-what-broke/incident.yaml\` draws when each alert fires for these signals.

## What changes

Each with an owner and a date; at least one test, rule or runbook that would have shortened this.
`
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

/** When each state began: they follow each other without a gap that matters. */
function momentsOf({ startedAt, seconds }: EvidenceFacts) {
  let at = startedAt.getTime()
  return [...seconds].map(([state, took]) => {
    const from = new Date(at)
    at += took * 1000
    return { state, from }
  })
}

function firstSentence(text: string): string {
  return text.split(/(?<=[.!?])\s/)[0] ?? text
}

function minute(moment: Date): string {
  return moment.toISOString().slice(0, 16).replace('T', ' ')
}

function second(moment: Date): string {
  return moment.toISOString().slice(11, 19)
}
