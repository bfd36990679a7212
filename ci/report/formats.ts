import path from 'node:path'
import type { SloSpanReport } from '../../slo/report/span/span-report.ts'
import { renderJson } from '../../slo/report/span-views/json.ts'
import { renderMarkdown } from '../../slo/report/span-views/markdown.ts'
import { renderPage } from '../../slo/report/span-views/page.ts'
import { renderLonePlot } from '../../slo/report/span-views/plots.ts'

/** The forms of a report. */
export const FORMATS = ['md', 'html', 'json'] as const
export type Format = (typeof FORMATS)[number]

/** A report in one form, and the pictures that lie beside it, by their names. */
export interface RenderedReport {
  readonly text: string
  readonly pictures: ReadonlyMap<string, string>
}

type Render = (reports: readonly SloSpanReport[], file: string | undefined) => RenderedReport

const RENDERS: Readonly<Record<Format, Render>> = {
  md: markdown,
  html: reports => ({ text: renderPage(reports), pictures: new Map() }),
  json: reports => ({ text: renderJson(reports), pictures: new Map() }),
}

/** A report in a form, for a file of a name or to be printed. */
export function renderReport(reports: readonly SloSpanReport[], format: Format, file?: string): RenderedReport {
  return RENDERS[format](reports, file)
}

/** Markdown has no pictures of its own: they lie beside a file, and what is printed has none. */
function markdown(reports: readonly SloSpanReport[], file: string | undefined): RenderedReport {
  const pictures = new Map<string, string>()
  const text = renderMarkdown(reports, ({ id }, plot) => {
    if (file === undefined) return undefined
    const name = `${path.basename(file, path.extname(file))}-${id}-${plot.name}.svg`
    pictures.set(name, renderLonePlot(plot))
    return name
  })
  return { text, pictures }
}
