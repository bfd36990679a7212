import { formatValue } from '../panels/format.ts'

/** More digits than any tick needs. */
const MOST_DECIMALS = 6

/** The text of each tick: with as few digits as say all of it, and without zeros at its end, as Grafana writes them. */
export function tickTexts(ticks: readonly number[], unit: string): readonly string[] {
  const written = (decimals: number) => ticks.map(tick => trimmed(formatValue(tick, unit, decimals)))
  for (let decimals = 0; decimals <= MOST_DECIMALS; decimals += 1) {
    const texts = written(decimals)
    if (new Set(texts).size === texts.length && texts.join() === written(decimals + 2).join()) return texts
  }
  return ticks.map(tick => formatValue(tick, unit))
}

function trimmed(text: string): string {
  return text.replace(/\.(\d*?)0+(?=\D*$)/, (_, kept: string) => (kept === '' ? '' : `.${kept}`))
}
