import path from 'node:path'
import { expect, test } from 'vitest'
import { labelsOf } from '../bench/house/declared-labels.ts'
import { exportUse } from '../bench/house/exports.ts'
import { folderPairs } from '../bench/house/imports.ts'
import { spelledLabels } from '../bench/house/labels.ts'
import { LIMITS } from '../bench/house/limits.ts'
import { isRegister, REGISTERS } from '../bench/house/registers.ts'
import { fileSizes, folderSizes, functionSizes } from '../bench/house/sizes.ts'
import { readSources } from '../bench/house/source.ts'

// What may be larger than the house allows, or spelled twice. A table may only shrink: what needs no exception any more
// is an error as well. Registers and their members are excepted by `bench/house/registers.ts`.

/** Functions over the limit. */
const LONG_FUNCTIONS: readonly string[] = []
/** Folders that import each other, and should not. */
const MUTUAL_FOLDERS: readonly string[] = []
/** Exports that only tests import. */
const FOR_TESTS_ONLY: readonly string[] = []

/** Files that spell labels for people to read: examples of what they may write, and headings of a terminal's lines. */
const EXAMPLES: readonly string[] = [
  'ci/slo/test.ts',
  'services/prober/core/explain/render-sample.ts',
  'slo/definition/diagnostics/example.ts',
  'slo/definition/diagnostics/query-entries.ts',
  'slo/definition/diagnostics/sense-entries.ts',
  'slo/definition/diagnostics/slo-entries.ts',
]

const SOURCES = readSources(path.resolve(import.meta.dirname, '..'))
const PRODUCTION = SOURCES.filter(({ kind }) => kind === 'production')

test('what is measured is the whole house', () => expect(PRODUCTION.length).toBeGreaterThan(300))

test(`no file has more than ${LIMITS.fileLines} lines`, () => {
  const long = fileSizes(PRODUCTION).filter(({ lines }) => lines > LIMITS.fileLines)
  expect(long.map(({ file, lines }) => `${file} ${lines}`)).toEqual([])
})

test(`no function has more than ${LIMITS.functionLines} lines`, () => {
  const long = functionSizes(PRODUCTION).filter(({ lines }) => lines > LIMITS.functionLines)
  expect(long.map(({ file, text }) => `${file} ${text}`).sort()).toEqual(LONG_FUNCTIONS)
})

test(`no folder has more than ${LIMITS.folderFiles} files, but for the members of a register`, () => {
  const members = REGISTERS.map(([, folder]) => folder)
  const full = folderSizes(PRODUCTION).filter(([, files]) => files > LIMITS.folderFiles)
  expect(full.filter(([folder]) => !members.includes(folder))).toEqual([])
})

test('no two folders import each other, but for a register and its members', () => {
  const pairs = folderPairs(PRODUCTION).map(({ folders }) => folders)
  expect(pairs.filter(pair => !isRegister(pair)).map(pair => pair.join(' ↔ '))).toEqual(MUTUAL_FOLDERS)
  expect(pairs.filter(isRegister)).toEqual(REGISTERS)
})

test('a label is spelled once, where it is declared', () => {
  const spelled = spelledLabels(PRODUCTION, labelsOf(SOURCES))
  const wrong = spelled.filter(({ file }) => !EXAMPLES.includes(file))
  expect(wrong.map(({ file, line, text }) => `${file}:${line} ${text}`)).toEqual([])
  expect([...new Set(spelled.map(({ file }) => file))].sort()).toEqual(EXAMPLES)
})

test('nothing that ships is exported for tests only', () => {
  const forTests = exportUse(SOURCES).unused.filter(({ unused }) => unused === 'by tests only')
  expect(forTests.map(({ file, text }) => `${file} ${text}`).sort()).toEqual(FOR_TESTS_ONLY)
})
