import { type JsonPath, textAt, textsIn } from '../../lib/json/path.ts'
import type { LintedPanel } from './linted-board.ts'

/** A value that a link takes from what was clicked: a label of the series, or a column of the row. */
interface Taken {
  readonly from: 'label' | 'column'
  readonly name: string
}

/** A link of a panel, with its place in the panel. */
export interface PanelLink {
  readonly url: string
  /** Its text. */
  readonly title: string
  readonly path: JsonPath
  /** Whether it belongs to the panel's title, where no series has been clicked. */
  readonly isPanelWide: boolean
  readonly takes: readonly Taken[]
}

/** `${__field.labels.probe}`, `${__data.fields["Probe"]}`, and what Grafana wrote before 7.1. */
const TAKEN = /\$\{__(?:(field|series)\.labels|data\.fields)(?:\.(\w+)|\[["']?([^"'\]]+)["']?\])[^}]*\}/g

/** Everything that a text takes from the clicked series or row. */
export function takenIn(text: string): readonly Taken[] {
  return [...text.matchAll(TAKEN)].map(([, series, dotted, bracketed]) => ({
    from: series === undefined ? 'column' : 'label',
    name: dotted ?? bracketed ?? '',
  }))
}

/** All links of a panel: its own, those of its values, and those of overrides. */
export function linksOf(panel: LintedPanel): readonly PanelLink[] {
  return textsIn(panel.json)
    .filter(([, path]) => path.at(-1) === 'url' && !path.includes('targets'))
    .map(([url, path]) => ({
      url,
      title: textAt(panel.json, ...path.slice(0, -1), 'title'),
      path: [...panel.path, ...path],
      isPanelWide: path[0] === 'links',
      takes: takenIn(url),
    }))
}

/** The values that a link passes, by the name of the variable that takes each. */
export function passedVariables(url: string): ReadonlyMap<string, string> {
  const single = [...url.matchAll(/[?&]var-(\w+)=([^&]*)/g)].map(([, name = '', value = '']) => [name, value] as const)
  // Of several values, each is written with the variable's own name.
  const several = [...url.matchAll(/[?&](\$\{(\w+):queryparam\})/g)].map(
    ([, value = '', name = '']) => [name, value] as const,
  )
  return new Map([...single, ...several])
}

/** The uid of the dashboard that a link inside this Grafana leads to; undefined for any other link. */
export function boardOf(url: string): string | undefined {
  return /^\/d\/([^/?#]+)/.exec(url)?.[1]
}
