/** What a plugin gets to know of the SLO it makes a query for. */
interface SliPluginRequest {
  /** The service, name and objective (in percent) of the SLO. */
  readonly meta: { readonly service: string; readonly slo: string; readonly objective: string }
  readonly labels: Readonly<Record<string, string>>
  readonly options: Options
}

/** The options of a plugin as they were written. */
export type Options = Readonly<Record<string, string>>

/** The error ratio as PromQL with `{{.window}}`, or what is wrong with the options. */
type SliPluginAnswer =
  | {
      readonly query: string
      /** The query of sloth's own plugin, for its flavour, where it is another one, with its mistakes. */
      readonly slothQuery?: string
    }
  | { readonly problem: string; readonly option?: string }

/** Options that many plugins take, with what they are for. */
export const FILTER = { filter: 'more matchers, such as cluster="prod"' } as const
export const EXCLUDE_ERRORS = { exclude_errors: '"true" leaves responses with 5xx out' } as const

/** A kind of SLI by name: sloth's contract (`prometheus/v1` SLI plugins) as a TypeScript module. */
export interface SliPlugin {
  readonly id: string
  /** Every option it takes, with what it is for; others are diagnostics. */
  readonly options: Options
  readonly query: (request: SliPluginRequest) => SliPluginAnswer
}

/** Plugins by their id; a later list replaces what an earlier one says. */
export function pluginsById(...lists: readonly (readonly SliPlugin[])[]): ReadonlyMap<string, SliPlugin> {
  return new Map(lists.flat().map(plugin => [plugin.id, plugin]))
}

/** The matchers of a `filter` option, without the braces and commas people write around them. */
export function filterOption(options: Options): string {
  return (options.filter ?? '').replace(/^[{},\s]+|[{},\s]+$/g, '')
}

/** `sum(rate(metric{a,b}[{{.window}}]))`; empty matchers are left out. */
export function summedRate(metric: string, ...matchers: readonly string[]): string {
  return `sum(rate(${metric}{${matchers.filter(matcher => matcher !== '').join(',')}}[{{.window}}]))`
}

/** The part of a histogram's events that was not in time; without events there is none. */
export function missed(metric: string, options: Options, ...matchers: readonly string[]): string {
  const inTime = summedRate(`${metric}_bucket`, ...matchers, `le="${options.bucket}"`)
  const all = summedRate(`${metric}_count`, ...matchers)
  return `1 - ((\n  ${inTime}\n  /\n  (${all} > 0)\n) OR on() vector(1))`
}

/** Checks the options of a plugin before its query is made. */
export function checked(checks: readonly OptionCheck[], query: (options: Options) => string): SliPlugin['query'] {
  return ({ options }) => {
    const failed = checks.find(check => !check.isGood(options[check.option]?.trim() ?? ''))
    if (failed === undefined) return { query: query(options) }
    return { problem: `The option "${failed.option}" must be ${failed.wanted}`, option: failed.option }
  }
}

/** What an option must be. */
export interface OptionCheck {
  readonly option: string
  readonly wanted: string
  readonly isGood: (text: string) => boolean
}

/** An option that must not be empty. */
export const needed = (option: string): OptionCheck => ({ option, wanted: 'given', isGood: text => text !== '' })

/** An option that must be a number. */
export const numeric = (option: string, unit = 'seconds, such as 0.3'): OptionCheck => ({
  option,
  wanted: `a number of ${unit}`,
  isGood: text => text !== '' && Number.isFinite(Number(text)),
})

/** An option that is `true`, `false` or absent. */
export const flag = (option: string): OptionCheck => ({
  option,
  wanted: '"true" or "false"',
  isGood: text => ['', 'true', 'false'].includes(text),
})
