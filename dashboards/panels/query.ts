import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus'

// biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana's own syntax
export const DATASOURCE = { type: 'prometheus', uid: '${datasource}' } as const

/** A query of a panel. */
export interface Query {
  readonly expr: string
  /** The name of its series, in which Grafana fills in `{{label}}`. */
  readonly legend: string
}

/** A Query from its PromQL and the name of its series. */
export function query(expr: string, legend: string): Query {
  return { expr, legend }
}

/** The kinds of queries: instant, or over the panel's time range; with series, rows or buckets as the result. */
const ASKED = {
  now: { isInstant: true, format: PromQueryFormat.TimeSeries },
  rows: { isInstant: true, format: PromQueryFormat.Table },
  over: { isInstant: false, format: PromQueryFormat.TimeSeries },
  buckets: { isInstant: false, format: PromQueryFormat.Heatmap },
} as const

/** The targets of a panel, with the letters by which overrides and links refer to them. */
export function targets(queries: readonly Query[], asked: keyof typeof ASKED): DataqueryBuilder[] {
  const { isInstant, format } = ASKED[asked]
  return queries.map(({ expr, legend }, index) => {
    const target = new DataqueryBuilder()
      .refId(refId(index))
      .datasource(DATASOURCE)
      .expr(expr)
      .legendFormat(legend)
      .format(format)
    return isInstant ? target.instant() : target.range()
  })
}

/** A, B, … Z, AA, AB: as Grafana counts. */
export function refId(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26))
  return index < 26 ? letter : `${refId(Math.floor(index / 26) - 1)}${letter}`
}
