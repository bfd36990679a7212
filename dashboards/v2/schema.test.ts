import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { allBoards } from '../boards/boards.ts'
import { exampleContext } from '../context.testkit.ts'
import { V2_VERSIONS, type V2Version, v2Resource } from './resource.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'leadline-v2-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const SDK: Readonly<Record<V2Version, string>> = { v2: 'dashboardv2', v2beta1: 'dashboardv2beta1' }

/** The SDK's types, in which the members of enums are their texts: a document has no enums. */
function typesOf(version: V2Version): string {
  const file = new URL(
    `../../node_modules/@grafana/grafana-foundation-sdk/dist/${SDK[version]}/types.gen.d.ts`,
    import.meta.url,
  )
  const text = readFileSync(file, 'utf8')
  const enums = [...text.matchAll(/export declare enum (\w+) \{([^}]*)\}/g)].map(([, name = '', body = '']) => ({
    name,
    members: [...body.matchAll(/(\w+) = ("[^"]*")/g)].map(([, member = '', value = '']) => [member, value] as const),
  }))
  return enums
    .reduce(
      (types, { name, members }) =>
        members.reduce((read, [member, value]) => read.replaceAll(`${name}.${member}`, value), types),
      text.replace(/export declare enum (\w+) \{([^}]*)\}/g, (_, name: string) => {
        const { members = [] } = enums.find(known => known.name === name) ?? {}
        return `export type ${name} = ${members.map(([, value]) => value).join(' | ')}`
      }),
    )
    .replaceAll(/\bany\b/g, 'unknown')
}

/** What the compiler says of documents by the SDK's types; it refuses fields that they do not know. */
function mistakesIn(version: V2Version, documents: readonly unknown[]): string {
  writeFileSync(path.join(folder, 'types.d.ts'), typesOf(version))
  const boards = documents.map((document, index) => `export const b${index}: Dashboard = ${JSON.stringify(document)}`)
  writeFileSync(path.join(folder, 'boards.ts'), `import type { Dashboard } from './types.d.ts'\n${boards.join('\n')}\n`)
  const options = [
    '--ignoreConfig',
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    '--allowImportingTsExtensions',
    '--types',
    '',
  ]
  try {
    execFileSync('npx', ['tsc', ...options, path.join(folder, 'boards.ts')], { encoding: 'utf8' })
    return ''
  } catch (error) {
    return String((error as { stdout?: string }).stdout)
  }
}

test.each(V2_VERSIONS)('every dashboard keeps the schema %s to the letter', { timeout: 60_000 }, version => {
  const specs = allBoards(exampleContext).map(board => v2Resource(board, version, 'leadline').spec)
  expect(mistakesIn(version, specs)).toBe('')
})

test('a field that the schema does not know is found', { timeout: 60_000 }, () => {
  const [home] = allBoards(exampleContext)
  if (home === undefined) throw new Error('there is no dashboard')
  const { spec } = v2Resource(home, 'v2', 'leadline')
  expect(mistakesIn('v2', [{ ...spec, titel: 'Home' }])).toContain(`'"titel"' does not exist`)
  expect(mistakesIn('v2', [{ ...spec, cursorSync: 'Sometimes' }])).toContain('"Sometimes"')
})
