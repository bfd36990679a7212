import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { formatDuration } from '../lib/duration.ts'
import { SERIES } from '../slo/core/names.ts'
import { SLOW } from '../slo/rules/calendar.ts'
import { renderRuleFile } from '../slo/rules/output.ts'
import { isOurRatio, recordingRules } from './cost-rules.ts'
import { SERVICES, writeHistory } from './history.ts'
import { dataOf, promtool, withPrometheus } from './server.ts'

/** Hundreds of blocks of two hours would be compacted while we measure. */
const LARGE_BLOCKS = '--max-block-duration=72h'

/** The span of the past, in seconds since 1970; its groups are evaluated every `intervalSeconds`. */
export interface Past {
  readonly folder: string
  readonly start: number
  readonly end: number
  readonly intervalSeconds: number
}

/** Fills the database with the counters of all services; gives their number of samples. */
export async function fillDatabase({ folder, start, end }: Past): Promise<number> {
  const file = path.join(folder, 'history.txt')
  const samples = await writeHistory(file, start, (end - start) / 60, 60)
  await mkdir(dataOf(folder))
  await promtool('tsdb', 'create-blocks-from', LARGE_BLOCKS, 'openmetrics', '-q', file, dataOf(folder))
  return samples
}

/** Evaluates over the past what Prometheus would have recorded, in the order in which rules need each other. */
export async function recordHistory(past: Past, say: (text: string) => void): Promise<void> {
  const recorded: readonly (readonly string[])[] = [
    [SERIES.total],
    [SERIES.firstErrors],
    [SERIES.errors, SERIES.errorRatio('5m')],
    [SERIES.sparseErrors, SERIES.sparseTotal],
  ]
  for (const names of recorded) {
    const rules = SERVICES.flatMap(service =>
      (['leadline', 'sloth'] as const).flatMap(flavour => recordingRules(service, flavour)),
    )
    const chosen = rules.filter(rule => names.includes(rule.record) && !isOurRatio(rule))
    const file = path.join(past.folder, 'past.rules.yaml')
    await writeFile(file, renderRuleFile([{ name: 'past', rules: chosen }], { source: 'bench', command: 'bench' }))
    await withPrometheus(past.folder, async url => {
      const every = names.includes(SERIES.sparseTotal) ? formatDuration(SLOW) : `${past.intervalSeconds}s`
      const range = [
        `--start=${past.start}`,
        `--end=${past.end}`,
        `--eval-interval=${every}`,
        `--output-dir=${dataOf(past.folder)}`,
      ]
      await promtool('tsdb', 'create-blocks-from', LARGE_BLOCKS, 'rules', `--url=${url}`, ...range, file)
    })
    say(`recorded ${names.join(', ')}`)
  }
}
