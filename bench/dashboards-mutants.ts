/** A dashboard with one planted fault, as a careless change would leave it. */
export interface Mutant {
  readonly operator: string
  /** Panel and what was changed in it. */
  readonly where: string
  readonly panelId: number
  /** Whether a query was changed, so that it must be evaluated again. */
  readonly changesQuery: boolean
  readonly json: Json
}

// biome-ignore lint/suspicious/noExplicitAny: mutants plant what no type would allow
type Json = any

/** Changes a panel in place; false when there is nothing of the kind in it. */
interface Operator {
  readonly name: string
  readonly changesQuery: boolean
  readonly change: (panel: Json, json: Json) => boolean
}

const OTHER_UNITS: Readonly<Record<string, string>> = {
  percentunit: 's',
  s: 'percentunit',
  short: 'bytes',
  bytes: 'short',
  dtdurations: 'percentunit',
  reqps: 'Bps',
  ops: 'reqps',
  'suffix:×': 'percentunit',
}

/** Rewrites the first query that the rewriting changes. */
function inQuery(name: string, rewrite: (expr: string) => string): Operator {
  return {
    name,
    changesQuery: true,
    change: panel => {
      const target = (panel.targets ?? []).find((candidate: Json) => rewrite(candidate.expr) !== candidate.expr)
      if (target === undefined) return false
      target.expr = rewrite(target.expr)
      return true
    },
  }
}

function inPanel(name: string, change: Operator['change']): Operator {
  return { name, changesQuery: false, change }
}

/** Rewrites the first link that the rewriting changes. */
function inLink(name: string, rewrite: (url: string) => string): Operator {
  return inPanel(name, panel => {
    const links: readonly Json[] = panel.fieldConfig?.defaults?.links ?? []
    const link = links.find(candidate => rewrite(candidate.url) !== candidate.url)
    if (link === undefined) return false
    link.url = rewrite(link.url)
    return true
  })
}

/** For a dashboard with a variable, one with another variable; for all others Watcher, which has none. */
const OTHER_BOARDS: Readonly<Record<string, string>> = {
  'leadline-slo-detail': 'leadline-probe-detail',
  'leadline-probe-detail': 'leadline-slo-detail',
  'leadline-watcher': 'leadline-slo-detail',
}

function namesOfOverrides(panel: Json): readonly string[] {
  return (panel.fieldConfig?.overrides ?? []).map((override: Json) => override.matcher.options)
}

const METRIC =
  /\b(synthetic|prober|http|slo:|node|kube|container|scheduler|nodejs|process|traefik|prometheus|alertmanager|app|sloth)\w*[_:]\w+/

const OPERATORS: readonly Operator[] = [
  inQuery('rename a metric', expr => expr.replace(METRIC, name => `${name.slice(0, -1)}x`)),
  inQuery('drop a matcher', expr => expr.replace(/\{[^{},]+\}/, '').replace(/\{([^{},]+),/, '{')),
  inQuery('rename a matcher', expr => expr.replace(/([{,])(\w+)(=|!=|=~|!~)/, '$1$2_name$3')),
  inQuery('rename a grouping', expr => expr.replace(/\bby \((\w+)/, 'by ($1_name')),
  inQuery('shorten a rate', expr => expr.replace('$__rate_interval', '1m')),
  inQuery('rate to irate', expr => expr.replace(/\brate\(/, 'irate(')),
  inQuery('drop a rate', expr => expr.replace(/\b(?:rate|increase)\(([^()[\]]+)\[[^\]]+\]\)/, '$1')),
  inQuery('sum to max', expr => expr.replace(/\bsum\b/, 'max')),
  inQuery('turn a comparison', expr => expr.replace(/ (<|>) /, (_, sign) => (sign === '<' ? ' > ' : ' < '))),
  inQuery('drop a guard', expr => expr.replace(' > 0)', ')')),
  inQuery('lose a bracket', expr => expr.replace(/\)(?=[^)]*$)/, '')),
  inPanel('swap a unit', panel => {
    const other = OTHER_UNITS[panel.fieldConfig?.defaults?.unit]
    if (other === undefined) return false
    panel.fieldConfig.defaults.unit = other
    return true
  }),
  inPanel('misspell a unit', panel => {
    if (panel.fieldConfig?.defaults?.unit === undefined) return false
    panel.fieldConfig.defaults.unit += 's'
    return true
  }),
  inPanel('flip a threshold', panel => {
    const steps = panel.fieldConfig?.defaults?.thresholds?.steps ?? []
    if (steps.length < 2) return false
    const [base, first] = steps
    const last = steps.at(-1)
    if (steps.length === 2) [base.color, first.color] = [first.color, base.color]
    else [first.color, last.color] = [last.color, first.color]
    return true
  }),
  inPanel('break a link', panel => {
    const [link] = panel.fieldConfig?.defaults?.links ?? []
    if (link === undefined) return false
    link.url = link.url.replace('/d/leadline-', '/d/leadlin-')
    return true
  }),
  inPanel('lose the time range', panel => {
    const [link] = panel.fieldConfig?.defaults?.links ?? []
    if (link === undefined) return false
    link.url = link.url.replace('$' + '{__url_time_range}&', '')
    return true
  }),
  inLink('lose the data source', url => url.replace(/&var-datasource=[^&]*/, '')),
  inLink('lead to another board', url =>
    url.replace(/leadline-[\w-]+/, name => OTHER_BOARDS[name] ?? 'leadline-watcher'),
  ),
  inLink('hand on to no variable', url => url.replace(/&var-(?!datasource)(\w+)=/, '&var-$1s=')),
  inLink('hand on nothing', url => url.replace(/&var-(?!datasource)\w+=[^&]*/, '')),
  inLink('hand on another label', url => url.replace(/(labels\.|fields\[")\w+/, '$1instance')),
  inLink('hand on a shorter name', url => url.replace(/(labels\.|fields\[")\w*?_?(\w)(\w+)/, '$1$3')),
  inPanel('rename a label of a legend', panel => {
    const target = (panel.targets ?? []).find((candidate: Json) => /\{\{\w+\}\}/.test(candidate.legendFormat ?? ''))
    if (target === undefined) return false
    target.legendFormat = target.legendFormat.replace(/\{\{(\w+)\}\}/, '{{$1_name}}')
    return true
  }),
  inPanel('rename a series', panel => {
    const named = new Set(namesOfOverrides(panel))
    const target = (panel.targets ?? []).find((candidate: Json) => named.has(candidate.legendFormat))
    if (target === undefined) return false
    target.legendFormat += ' now'
    return true
  }),
  inPanel('rename a column', panel => {
    const columns = panel.transformations?.find((step: Json) => step.id === 'organize')?.options.renameByName ?? {}
    const from = Object.keys(columns).find(name => name.startsWith('Value'))
    if (from === undefined) return false
    columns[from] += ' now'
    return true
  }),
  inPanel('arrange a column that is not there', panel => {
    const options = panel.transformations?.find((step: Json) => step.id === 'organize')?.options
    const [from] = Object.keys(options?.includeByName ?? {})
    if (from === undefined) return false
    options.includeByName = { ...options.includeByName, [`${from}s`]: true, [from]: false }
    return true
  }),
  inPanel('reuse an id', (panel, json) => {
    const other = json.panels.find((candidate: Json) => candidate !== panel && candidate.type !== 'row')
    panel.id = other.id
    return true
  }),
  inPanel('empty a description', panel => {
    panel.description = ''
    return true
  }),
  inPanel('name a data source', panel => {
    panel.datasource.uid = 'PBFA97CFB590B2093'
    return true
  }),
  inPanel('move onto a neighbour', (panel, json) => {
    const other = json.panels.find((candidate: Json) => candidate !== panel && candidate.type !== 'row')
    panel.gridPos = { ...other.gridPos }
    return true
  }),
  inPanel('lose the shortest step', panel => {
    if (panel.interval === undefined) return false
    delete panel.interval
    return true
  }),
  inPanel('take a word away', panel => {
    const words = panel.fieldConfig?.defaults?.mappings?.find((mapping: Json) => mapping.type === 'value')
    if (words === undefined) return false
    delete words.options[Object.keys(words.options)[0] ?? '']
    return true
  }),
]

/** All mutants of a dashboard: one for each panel and each operator that applies to it. */
export function* mutantsOf(original: Json): Generator<Mutant> {
  const panels: readonly Json[] = original.panels.filter((panel: Json) => panel.type !== 'row')
  for (const { id, title } of panels) {
    for (const { name, changesQuery, change } of OPERATORS) {
      const json = structuredClone(original)
      const panel = json.panels.find((candidate: Json) => candidate.id === id)
      if (change(panel, json)) yield { operator: name, where: title, panelId: id, changesQuery, json }
    }
  }
}
