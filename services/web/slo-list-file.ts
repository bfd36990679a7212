import { readSource } from '../../adapters/files/files.ts'
import { watchFiles } from '../../adapters/files/watch-files.ts'
import type { Log } from '../../adapters/log.ts'
import { describeError } from '../../lib/describe-error.ts'
import { parseJson } from '../../lib/json/parse.ts'
import { isExternal } from '../../lib/system-error.ts'
import { parseSloList, type SloDefinition } from './core/slo-list.ts'

/** The definitions, or why there are none. */
export async function readSloList(file: string): Promise<readonly SloDefinition[] | string> {
  try {
    const { text } = await readSource(file)
    return parseSloList(parseJson(text)) ?? `Cannot use SLO_LIST "${file}": it lists no SLOs`
  } catch (error) {
    if (!isExternal(error)) throw error
    return `Cannot read SLO_LIST "${file}": ${describeError(error)}`
  }
}

/**
 * The definitions as the file has them now, until the signal aborts: an SLO that is added to a cluster is shown without a
 * restart. A file that cannot be used leaves the ones before it.
 */
export function followSloList(
  file: string,
  first: readonly SloDefinition[],
  log: Log,
  signal: AbortSignal,
): () => readonly SloDefinition[] {
  let current = first
  const reload = async (): Promise<void> => {
    const next = await readSloList(file)
    if (typeof next === 'string') return log.error('SLO list rejected, keeping the previous', { problem: next })
    current = next
    log.info('SLO list loaded', { slos: next.length })
  }
  watchFiles(
    () => [file],
    () => void reload(),
    signal,
  )
  return () => current
}
