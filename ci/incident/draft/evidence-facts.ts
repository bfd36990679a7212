import { readText } from '../../../adapters/files/read-text.ts'
import { parseJson } from '../../../lib/json/parse.ts'
import { listAt, numberAt, textAt } from '../../../lib/json/path.ts'
import { ExternalError } from '../../../lib/system-error.ts'
import type { SeenDeploy } from '../../../postmortems/draft/facts.ts'
import { ENDS } from '../../release/core/deploy/states.ts'

/** What the evidence of a deploy says, and from when to when it ran. */
export interface EvidenceFacts {
  readonly deploy: SeenDeploy
  readonly from: number
  readonly to: number
}

/** Reads the evidence that a deploy left (`npm run deploy -- --json FILE`). Throws an ExternalError for another file. */
export function readEvidence(file: string): EvidenceFacts {
  const document = parseJson(readText(file))
  const [from, to] = ['startedAt', 'endedAt'].map(key => Date.parse(textAt(document, key)))
  const end = textAt(document, 'end')
  if (from === undefined || to === undefined || !(from <= to) || !Object.hasOwn(ENDS, end))
    throw new ExternalError(`${file} is no evidence of a deploy: it has no end, startedAt and endedAt`)
  const paths = ['gate', 'canaryGate']
    .flatMap(gate => listAt(document, gate, 'paths'))
    .flatMap(path => {
      const [answers = 0, failed = 0] = ['answers', 'failed'].map(key => numberAt(path, 'judged', key))
      return answers === 0 ? [] : [failed / answers]
    })
  return {
    ...{ from, to },
    deploy: {
      ...{ end, sentence: textAt(document, 'sentence') },
      release: textAt(document, 'release') || undefined,
      returnedTo: textAt(document, 'returnedTo') || undefined,
      states: statesIn(document, from),
      failedPart: paths.length === 0 ? undefined : Math.max(...paths),
    },
  }
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
