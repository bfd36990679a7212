import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

/**
 * Each layer may import itself and the ones before it; the last column names the packages that the layer is the first to
 * use. What no row names belongs to no layer, and the test says so.
 */
const LAYERS: readonly [name: string, files: RegExp, packages: RegExp][] = [
  // Of Node's own modules only node:util is pure.
  ['lib', /^lib\//, /^(node:util|yaml|@prometheus-io\/lezer-promql|re2js|@lezer\/.*)$/],
  ['contract', /^services\/[\w-]+\/contract\//, /^$/],
  ['slo', /^slo\//, /^$/],
  ['core', /^(postmortems|services\/[\w-]+\/(core|definition)|ci\/[\w-]+\/core)\//, /^$/],
  ['renderers', /^(dashboards|k8s)\//, /^@grafana\//],
  ['adapters', /^adapters\//, /^(node:.*|undici|croner|node-cron|ws|@kubernetes\/.*)$/],
  ['entry points', /^(services|ci)\//, /^(koa|prom-client|bcryptjs)$/],
  ['benchmarks', /^bench\//, /^(oxc-parser|vitest\/node)$/],
]

const ROOT = path.resolve(import.meta.dirname, '..')
const IMPORT = /^\s*(?:import|export)\b[^'"]*?from\s+'([^']+)'|^\s*import\s+'([^']+)'|\bimport\('([^']+)'\)/gm

/** Tests, and what they share: these start real servers and programs, so they may use everything. */
const FOR_TESTS = /\.(test|testkit)\.ts$/

function sources(folder: string): readonly string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap(entry => {
    const file = path.posix.join(folder, entry.name)
    if (entry.isDirectory()) return /^(node_modules|testdata|generated|\..*)$/.test(entry.name) ? [] : sources(file)
    return entry.name.endsWith('.ts') && !entry.name.endsWith('.config.ts') ? [file] : []
  })
}

function imports(file: string): readonly string[] {
  const text = readFileSync(path.join(ROOT, file), 'utf8')
  return [...text.matchAll(IMPORT)].map(match => match[1] ?? match[2] ?? match[3] ?? '')
}

function layerOf(file: string): number {
  return LAYERS.findIndex(([, files]) => files.test(file))
}

function localImports(file: string): readonly string[] {
  const folder = path.posix.dirname(file)
  return imports(file).flatMap(imported => (imported.startsWith('.') ? [path.posix.join(folder, imported)] : []))
}

const FILES = sources('.').filter(file => !FOR_TESTS.test(file) && !file.startsWith('tests/'))

test('every source file belongs to a layer', () => {
  expect(FILES.length).toBeGreaterThan(50)
  expect(FILES.filter(file => layerOf(file) === -1)).toEqual([])
})

test('imports go to the own layer or a lower one', () => {
  const wrong = FILES.flatMap(file =>
    localImports(file)
      .filter(target => layerOf(target) > layerOf(file))
      .map(target => `${file} must not import ${target}`),
  )
  expect(wrong).toEqual([])
})

test('no import goes round in a circle', () => {
  const targets = (file: string) =>
    imports(file)
      .filter(imported => imported.startsWith('.'))
      .map(imported => path.posix.join(path.posix.dirname(file), imported))
  const done = new Set<string>()
  const circles: string[] = []
  const walk = (file: string, way: readonly string[]): void => {
    if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(' → '))
    if (done.has(file) || way.includes(file)) return
    for (const target of targets(file).filter(each => each.endsWith('.ts'))) walk(target, [...way, file])
    done.add(file)
  }
  for (const file of FILES) walk(file, [])
  expect(circles).toEqual([])
})

test('a package is used in its layer or a higher one', () => {
  const wrong = FILES.flatMap(file =>
    imports(file)
      .filter(imported => !imported.startsWith('.'))
      .filter(imported => {
        const first = LAYERS.findIndex(([, , packages]) => packages.test(imported))
        return first === -1 || first > layerOf(file)
      })
      .map(imported => `${file} must not import ${imported}`),
  )
  expect(wrong).toEqual([])
})

test('a service reaches into another one only for its contract and its core', () => {
  const serviceOf = (file: string) => /^services\/([\w-]+)\//.exec(file)?.[1]
  const wrong = FILES.filter(file => file.startsWith('services/')).flatMap(file =>
    localImports(file)
      .filter(target => target.startsWith('services/') && serviceOf(target) !== serviceOf(file))
      .filter(target => !/^services\/[\w-]+\/(contract|core)\//.test(target))
      .map(target => `${file} must not import ${target}`),
  )
  expect(wrong).toEqual([])
})

/** The modules of Node that start programs and touch files. */
const MACHINE = /^node:(child_process|fs|fs\/promises|os)$/

test('only adapters start programs and touch files', () => {
  const wrong = FILES.filter(file => !/^(adapters|bench)\//.test(file)).flatMap(file =>
    imports(file)
      .filter(imported => MACHINE.test(imported))
      .map(imported => `${file} must not import ${imported}`),
  )
  expect(wrong).toEqual([])
})

/** What a pure file may not mention: the clock, the process, chance and the network are arguments there. */
const IMPURE = /\b(Date\.now\(|new Date\(\)|process\.\w|Math\.random\(|setTimeout\(|setInterval\(|fetch\()/

test('pure layers know no clock, process, chance or network', () => {
  const pure = FILES.filter(file => layerOf(file) <= LAYERS.findIndex(([name]) => name === 'renderers'))
  const wrong = pure.filter(file => IMPURE.test(readFileSync(path.join(ROOT, file), 'utf8')))
  expect(wrong).toEqual([])
})

/** Benchmarks are run by hand and never shipped: they may stand on what tests stand on. */
const SHIPPED = FILES.filter(file => !file.startsWith('bench/'))

test('what ships imports no test and no testkit', () => {
  const wrong = SHIPPED.flatMap(file =>
    localImports(file)
      .filter(target => FOR_TESTS.test(target) || target.startsWith('tests/'))
      .map(target => `${file} must not import ${target}`),
  )
  expect(wrong).toEqual([])
})
