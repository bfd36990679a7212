import { type Diagnostic, diagnosticAt, type SourceFile } from '../../lib/diagnostic/diagnostic.ts'
import { type Duration, formatDuration } from '../../lib/duration.ts'
import { type Slo, sloId } from '../../slo/core/model.ts'

/** SLOs whose period is longer than Prometheus keeps samples: their budget would be counted over a part of it. */
export function overRetention(
  sources: readonly SourceFile[],
  files: readonly { readonly path: string; readonly slos: readonly Slo[] }[],
  retention: Duration,
): readonly Diagnostic[] {
  return files.flatMap(({ path, slos }) =>
    slos
      .filter(({ period }) => period > retention)
      .map(slo => {
        const file = sources.find(source => source.path === path) ?? { path, text: '' }
        const start = Math.max(0, file.text.indexOf(`name: ${slo.name}\n`))
        const kept = formatDuration(retention)
        const message = `The period of ${sloId(slo)} is ${formatDuration(slo.period)}, and Prometheus keeps samples for ${kept}`
        const help = 'Raise storage.retention in k8s/site.yaml, and the volume with it, or shorten the period.'
        return diagnosticAt(file, [start, start + slo.name.length], {
          severity: 'error',
          code: 'period-over-retention',
          message,
          help,
        })
      }),
  )
}
