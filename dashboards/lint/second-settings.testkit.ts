import type { Fault, Json } from '../../lib/lint/fixture.testkit.ts'
import { on, panelOf } from './fault.testkit.ts'
import { inPanel } from './meaning-faults.testkit.ts'
import { named } from './second-queries.testkit.ts'

const GREEN = '#2a9d78'

function field(board: string, title: string, spoil: (defaults: Json) => void): Fault {
  return inPanel(board, title, panel => spoil(panel.fieldConfig.defaults))
}

function overridden(board: string, title: string, name: string, property: string, value: unknown): Fault {
  return inPanel(board, title, panel => {
    const known = panel.fieldConfig.overrides.find((override: Json) => override.matcher.options === name)
    const properties = known?.properties ?? []
    if (known === undefined) panel.fieldConfig.overrides.push({ matcher: { id: 'byName', options: name }, properties })
    const own = properties.find((candidate: Json) => candidate.id === property)
    if (own === undefined) properties.push({ id: property, value })
    else own.value = value
  })
}

/** Thresholds, colours and words that say something else than the value. */
const COLOURS: Readonly<Record<string, Fault>> = {
  'bounds in percent of a ratio': field('app', 'Error ratio by route', defaults => {
    for (const step of defaults.thresholds.steps) if (step.value !== null) step.value *= 100
  }),
  'a bound ten times as high': field('slo-detail', 'Burn rate by window', defaults => {
    for (const step of defaults.thresholds.steps) if (step.value === 14.4) step.value = 144
  }),
  'the word for 0 at 1': field('home', 'Failing now', defaults => {
    const [{ options }] = defaults.mappings
    options['1'] = options['0']
    delete options['0']
  }),
  'bad answers in green': overridden('probes', 'Who answered', 'edge 5xx', 'color', {
    mode: 'fixed',
    fixedColor: GREEN,
  }),
  'two lines of one colour': inPanel('home', 'Latency of answers', panel => {
    for (const { properties } of panel.fieldConfig.overrides) properties[0].value.fixedColor = '#4c8bd6'
  }),
  'a colour for a name that no series has': overridden('home', 'Latency of answers', 'p 99', 'color', {
    mode: 'fixed',
    fixedColor: '#4c8bd6',
  }),
  'little left in green': field('slo-detail', 'Error budget left', defaults => {
    const steps = defaults.thresholds.steps.slice(1)
    const colours = steps.map(({ color }: Json) => color).reverse()
    steps.forEach((step: Json, index: number) => {
      step.color = colours[index]
    })
  }),
  'no value is a zero': field('cluster', 'Nodes not ready', defaults => {
    defaults.noValue = '0'
  }),
  'works called fails': inPanel('watcher', 'Scrapes', panel => {
    for (const { properties } of panel.fieldConfig.overrides)
      for (const property of properties)
        if (property.id === 'mappings') {
          const { options } = property.value[0]
          ;[options['0'].text, options['1'].text] = [options['1'].text, options['0'].text]
        }
  }),
  'no value without a colour': field('home', 'Error budget left', defaults => {
    defaults.thresholds.steps[0].color = 'transparent'
  }),
  'hours for days': field('probe-detail', 'Certificate ends in', defaults => {
    for (const step of defaults.thresholds.steps) if (step.value > 0) step.value /= 24
  }),
  'pages in green': on('home', json => {
    json.annotations.list.find((annotation: Json) => annotation.name === 'Pages').iconColor = GREEN
  }),
}

/** Options of panels. */
const OPTIONS: Readonly<Record<string, Fault>> = {
  'too few digits': field('slo-detail', 'SLI over the period', defaults => {
    defaults.decimals = 0
  }),
  'an axis that begins above the line': field('release', 'Error ratio by release', defaults => {
    defaults.min = 0.9
  }),
  'lines without names': inPanel('probes', 'p95 of good probes by route', panel => {
    panel.options.legend.showLegend = false
  }),
  'states without words': inPanel('home', 'Which hop is broken', panel => {
    panel.options.showValue = 'never'
  }),
  'a query that is not drawn': inPanel('slo-detail', 'Good and bad events', panel => {
    named(panel, 'bad').hide = true
  }),
  'bits for bytes': field('app', 'Memory', defaults => {
    defaults.unit = 'bits'
  }),
  'the titles of two columns exchanged': inPanel('slo-overview', 'SLOs', panel => {
    const names = panel.transformations.find(({ id }: Json) => id === 'organize').options.renameByName
    const of = (title: string) => Object.keys(names).find(key => names[key] === title) ?? ''
    const [short, long] = [of('Burn 1 h'), of('Burn 3 d')]
    ;[names[short], names[long]] = [names[long], names[short]]
  }),
  'rows in the order of a column that is not there': inPanel('probes', 'Certificates', panel => {
    panel.options.sortBy[0].displayName = 'Ends'
  }),
  'buckets of buckets': inPanel('probe-detail', 'How long good probes take', panel => {
    panel.options.calculate = true
  }),
  'an hour that is called 30 days': inPanel('slo-detail', 'Budget left, rolling', panel => {
    panel.timeFrom = '1h'
  }),
  'a point an hour': inPanel('home', 'Error ratio', panel => {
    panel.interval = '1h'
  }),
  'a point an hour of a query': inPanel('home', 'Error ratio', panel => {
    panel.targets[0].interval = '1h'
  }),
  'parts of a hundred in requests': inPanel('release', 'Requests by release', panel => {
    panel.fieldConfig.defaults.custom.stacking.mode = 'percent'
  }),
  'an objective on an axis of its own': overridden(
    'slo-detail',
    'SLI of the last hour, with confidence band',
    'objective',
    'custom.axisPlacement',
    'right',
  ),
  'one line in another unit': overridden('home', 'Latency of answers', 'p50', 'unit', 'ms'),
  'lines that curve where nothing was measured': inPanel('probes', 'p95 of good probes by route', panel => {
    panel.fieldConfig.defaults.custom.lineInterpolation = 'smooth'
  }),
  'bars that cannot be seen': inPanel('watcher', 'Notifications', panel => {
    panel.fieldConfig.defaults.custom.fillOpacity = 0
  }),
  'the worst at the end': inPanel('probes', 'Certificates', panel => {
    panel.options.sortBy[0].desc = true
  }),
  'a figure without the name of its SLO': inPanel('home', 'Worst burn, 1 h', panel => {
    panel.options.textMode = 'value'
  }),
  'letters that cannot be read': inPanel('slo-overview', 'Measured part of the period', panel => {
    panel.options.text = { titleSize: 3, valueSize: 3 }
  }),
}

/** Links, choices and frames. */
const FRAMES: Readonly<Record<string, Fault>> = {
  'a link with a misspelt choice': inPanel('slo-overview', 'SLOs', panel => {
    const [{ properties }] = panel.fieldConfig.overrides
    properties[0].value[0].url = properties[0].value[0].url.replace('var-slo=', 'var-slos=')
  }),
  'a link to one path for all': field('home', 'Routes', defaults => {
    const path = '$' + '{__field.labels.path}'
    defaults.links[0].url = defaults.links[0].url.replace(path, 'edge')
  }),
  'a choice without most paths': on('probes', json => {
    json.templating.list[2].regex = '/edge/'
  }),
  'five minutes of a budget of 30 days': on('slo-overview', json => {
    json.time.from = 'now-5m'
  }),
  'a row that is folded over panels that are not in it': on('app', json => {
    json.panels.find(({ type }: Json) => type === 'row').collapsed = true
  }),
  'a page to read that does not exist': inPanel('home', 'User requests', panel => {
    panel.description = panel.description.replace('docs/dashboards.md#app', 'docs/dashboards.md#web-app')
  }),
  'namespaces of a series that has none': on('cluster', json => {
    const [, variable] = json.templating.list
    variable.definition = 'label_values(node_memory_MemTotal_bytes, namespace)'
    variable.query.query = variable.definition
  }),
  'one panel twice': on('home', json => {
    const copy = structuredClone(panelOf(json, 'Failing now'))
    json.panels.push({ ...copy, id: 424_242, gridPos: { ...copy.gridPos, x: 0, y: 100 } })
  }),
  'a way back that is gone': on('probe-detail', json => {
    json.links = json.links.filter(({ title }: Json) => title !== 'Home')
  }),
}

/** Settings that make a right query say something wrong. */
export const SECOND_SETTINGS: Readonly<Record<string, Fault>> = { ...COLOURS, ...OPTIONS, ...FRAMES }
