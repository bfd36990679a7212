import { UIDS } from '../../../dashboards/panels/link.ts'
import type { CommandIo } from '../../../lib/command/command.ts'
import { minutes } from '../../../lib/duration.ts'
import { type EvidenceFacts, evidenceJson, evidenceMarkdown } from '../core/deploy/evidence.ts'
import { renderPostmortemDraft } from '../core/deploy/postmortem-draft.ts'
import { needsPostmortem } from '../core/deploy/read-evidence.ts'
import { evidencePage } from '../core/evidence-page/page.ts'
import { leaveEvidence } from '../leave-evidence.ts'

/** `--postmortem`. */
export const POSTMORTEM_OPTION = {
  type: 'string',
  value: 'FILE',
  help: 'where a release is taken back or caught, write a draft of the postmortem into this file',
} as const

/** `--json` and `--html`. */
export const EVIDENCE_OPTIONS = {
  json: { type: 'string', value: 'FILE', help: 'write the evidence into this file' },
  html: {
    type: 'string',
    value: 'FILE',
    help: 'write the evidence into this file, as one page to read, send or print',
  },
} as const

/** Files that a person asked for. */
interface EvidenceFiles {
  readonly json: string | undefined
  readonly html: string | undefined
  readonly postmortem: string | undefined
}

/** Leaves the evidence of a deploy where it was asked for, and in the summary of a job. */
export async function leaveDeployEvidence(
  facts: EvidenceFacts,
  { json, html, postmortem }: EvidenceFiles,
  io: CommandIo,
): Promise<void> {
  const draft = needsPostmortem(facts.end) ? renderPostmortemDraft(facts) : undefined
  const folded =
    draft === undefined ? '' : `\n<details><summary>Draft of the postmortem</summary>\n\n${draft}\n</details>\n`
  await leaveEvidence(
    {
      outputs: { end: facts.end, release: facts.release },
      files: [
        { file: json, text: evidenceJson(facts) },
        { file: html, text: evidencePage(facts) },
        { file: postmortem, text: draft },
      ],
      markdown: evidenceMarkdown(facts) + folded,
    },
    io,
  )
}

/** What is around a deploy is shown too: before it for comparison, after it for what comes late. */
const AROUND = minutes(15)

/** Where the Release dashboard shows the time of a deploy. */
export function releaseDashboard(grafana: string, startedAt: Date, endedAt: Date): string {
  const url = new URL(`d/${UIDS.release}`, grafana.endsWith('/') ? grafana : `${grafana}/`)
  url.searchParams.set('from', String(startedAt.getTime() - AROUND))
  url.searchParams.set('to', String(endedAt.getTime() + AROUND))
  return url.href
}
