import type { MetricFamily } from '../lib/metric-family.ts'

/** The families of an exposition in its order, with the labels and bounds that its samples carry. */
function readFamilies(exposition: string): readonly MetricFamily[] {
  const lines = exposition.split('\n')
  return lines.flatMap((line, index) => {
    const [, name = '', help = ''] = /^# HELP (\S+) (.*)$/.exec(line) ?? []
    const type = /^# TYPE \S+ (counter|gauge|histogram)$/.exec(lines[index + 1] ?? '')?.[1]
    if (name === '' || type === undefined) return []
    const samples = lines.filter(sample => new RegExp(`^${name}(_bucket|_sum|_count)?[{ ]`).test(sample))
    const pairs = samples.map(sample => [...sample.matchAll(/[{,](\w+)="([^"]*)"/g)])
    const bounds = pairs.flat().flatMap(([, label, text]) => (label === 'le' && text !== '+Inf' ? [Number(text)] : []))
    const labels = pairs.map(each => each.flatMap(([, label = '']) => (label === 'le' ? [] : [label])).join(' '))
    const family = { name, type: type as MetricFamily['type'], help, bounds: [...new Set(bounds)] }
    // Samples that differ in their labels give a family for each set of them, so that none equals the declared one.
    return [...new Set(labels)].map(text => ({ ...family, labels: text === '' ? [] : text.split(' ') }))
  })
}

/** What every Node process exports: prom-client declares it. */
const OF_EVERY_PROCESS = /^(process|nodejs)_/

/** The families that a program of ours declares itself. */
export function readOwnFamilies(exposition: string): readonly MetricFamily[] {
  return readFamilies(exposition).filter(({ name }) => !OF_EVERY_PROCESS.test(name))
}
