import type { SourceFile } from '../../../lib/diagnostic/diagnostic.ts'
import { inSeconds } from '../../../lib/duration.ts'
import { openYaml } from '../../../lib/yaml/reader.ts'
import type { ProbeCatalogue } from '../contract/catalogue.ts'
import { DURATION_BOUNDS_SECONDS } from '../contract/names.ts'

/**
 * What SLOs can use: the probes of a definitions file with their paths. It needs no environment and reports no mistakes,
 * which `parseProbes` does. `cronSeconds` gives the least distance of an expression's slots, where it is known.
 */
export function probeCatalogue(
  file: SourceFile,
  cronSeconds: (expression: string) => number | undefined = () => undefined,
): ProbeCatalogue {
  const yaml = openYaml(file)
  const probes = yaml.documents
    .flatMap(document => yaml.maps(document, 'probes'))
    .map(probe => {
      const interval = yaml.duration(probe, 'interval')
      const cron = yaml.string(probe, 'cron')
      const seconds = interval === undefined ? cron && cronSeconds(cron) : inSeconds(interval)
      return {
        name: yaml.string(probe, 'name') ?? '',
        paths: yaml.entries(probe, 'paths').map(([path]) => path),
        ...(typeof seconds === 'number' ? { intervalSeconds: seconds } : {}),
      }
    })
  return { probes: probes.filter(({ name }) => name !== ''), bucketBoundsSeconds: DURATION_BOUNDS_SECONDS }
}
