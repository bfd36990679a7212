import type { Parsed, SourceFile } from '../../../lib/diagnostic/diagnostic.ts'
import { inSeconds } from '../../../lib/duration.ts'
import { readFields } from '../../../lib/yaml/fields.ts'
import { openYaml } from '../../../lib/yaml/reader.ts'
import type { ProbeCatalogue } from '../contract/catalogue.ts'
import { DURATION_BOUNDS_SECONDS } from '../contract/names.ts'
import { DEFINITION_FIELDS, PROBE_FIELDS } from './fields.ts'
import { type CronReferences, readSchedule } from './parse-schedule.ts'
import { withoutReferences } from './references.ts'

/**
 * What SLOs can use: the probes of a definitions file with their paths. It needs no environment, and reports the mistakes
 * that depend on none: a probe whose schedule was lost would silently leave alerts and dashboards. All other mistakes are
 * those of `parseProbes`.
 */
export function probeCatalogue(file: SourceFile, cron: CronReferences): Parsed<ProbeCatalogue> {
  const yaml = withoutReferences(openYaml(file))
  const entries = yaml.documents.flatMap(document => readFields(yaml, document, DEFINITION_FIELDS).probes ?? [])
  const probes = entries.map(entry => {
    const read = readFields(yaml, entry, PROBE_FIELDS)
    const schedule = readSchedule(yaml, entry, read, cron)
    return {
      name: read.name ?? '',
      paths: yaml.entries(entry, 'paths').map(([path]) => path),
      ...(schedule === undefined ? {} : { intervalSeconds: inSeconds(schedule.interval) }),
      ...(schedule?.cron === undefined ? {} : { longestGapSeconds: inSeconds(cron.cronLongestGap(schedule.cron)) }),
    }
  })
  return {
    value: { probes: probes.filter(({ name }) => name !== ''), bucketBoundsSeconds: DURATION_BOUNDS_SECONDS },
    diagnostics: yaml.diagnostics,
  }
}
