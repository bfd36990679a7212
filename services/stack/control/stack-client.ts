import { type AskOptions, getJson, sendJson } from '../../../adapters/http.ts'
import { seconds } from '../../../lib/duration.ts'
import { ExternalError } from '../../../lib/system-error.ts'
import type { Page } from '../contract/page.ts'
import type { StackState } from '../supervise/state-file.ts'
import { createProberQuestions, type ProberQuestions } from './prober-questions.ts'
import type { StatusDocument } from './status-document.ts'

/** The running stack as other commands see it. Every call rejects when the stack does not answer. */
export interface StackClient extends ProberQuestions {
  status(): Promise<StatusDocument>
  pages(): Promise<readonly Page[]>
  /** Resolves when it is broken; with the moment where that is later than the call, as where a pod has to start for it. */
  startDrill(name: string): Promise<Date | undefined>
  /** Renews the lease of the drill. */
  renewDrill(): Promise<void>
  endDrill(): Promise<void>
}

const TIMEOUT = seconds(5)

/** A client of the stack that a state file describes. */
export function createStackClient(state: StackState, signal?: AbortSignal): StackClient {
  const options: AskOptions = { timeout: TIMEOUT, ...(signal && { signal }) }
  const read = async (path: string): Promise<unknown> => {
    const answer = await getJson(new URL(path, state.controlUrl), options)
    if (answer.kind === 'unanswered') throw new ExternalError(`The stack does not answer: ${answer.problem}`)
    if (answer.status !== 200) throw new ExternalError(errorIn(answer.body) ?? `The stack answered ${answer.status}`)
    return answer.body
  }
  const command = async (method: string, path: string): Promise<void> => {
    const answer = await sendJson(method, new URL(path, state.controlUrl), {}, options)
    if (answer.kind === 'unanswered') throw new ExternalError(`The stack does not answer: ${answer.problem}`)
    if (answer.status !== 200) throw new ExternalError(errorIn(answer.body) ?? `The stack answered ${answer.status}`)
  }
  return {
    // The stack and this command are of one checkout, so the documents have the shapes that the code says.
    status: async () => (await read('/status')) as StatusDocument,
    pages: async () => ((await read('/pages')) as { readonly pages: readonly Page[] }).pages,
    async startDrill(name) {
      await command('POST', `/drills/${encodeURIComponent(name)}`)
      return undefined
    },
    renewDrill: () => command('PUT', '/drills'),
    endDrill: () => command('DELETE', '/drills'),
    ...createProberQuestions(state, options),
  }
}

function errorIn(body: unknown): string | undefined {
  const error = typeof body === 'object' && body !== null ? Reflect.get(body, 'error') : undefined
  return typeof error === 'string' ? error : undefined
}
