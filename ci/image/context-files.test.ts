import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { exampleSets } from '../../k8s/render/example.testkit.ts'
import { at } from '../../lib/json/path.ts'
import { contextFiles } from './context-files.ts'

const DOCKERFILE = readFileSync('services/Dockerfile', 'utf8')
const PACKAGE = JSON.parse(readFileSync('package.json', 'utf8'))

/** The lines of one instruction, each an array of texts as it stands, or its text. */
function instructions(name: string): readonly string[] {
  return [...DOCKERFILE.replaceAll('\\\n', '').matchAll(new RegExp(`^${name} (.*)$`, 'gm'))].map(
    ([, rest = '']) => rest,
  )
}

async function pod(name: string) {
  const { release } = await exampleSets()
  const object = release.find(
    ({ object: { kind, metadata } }) => kind === 'Deployment' && metadata.name === name,
  )?.object
  return at(object, 'spec', 'template', 'spec')
}

test('no test, no command and no generator goes into the image', () => {
  const files = contextFiles()
  expect(files.length).toBeGreaterThan(200)
  expect(files.filter(file => /^(ci|bench|tests|k8s|docs)\/|\.(test|testkit)\.ts$|\/testdata\//.test(file))).toEqual([])
})

test('every package that the image loads is one that is needed for production', () => {
  const names = contextFiles()
    .filter(file => file.endsWith('.ts'))
    .flatMap(file => [...readFileSync(file, 'utf8').matchAll(/^import (?!type )[^'\n]*'([^.'][^']*)'/gm)])
    .map(([, name = '']) => name)
    .filter(name => !name.startsWith('node:'))
  expect(names).toContain('koa')
  expect(names.filter(name => !(name in PACKAGE.dependencies))).toEqual([])
})

test('every base is pinned by its digest, and the Node of the image is the one of the tests', () => {
  const bases = Object.fromEntries(instructions('ARG').map(text => text.split('=', 2) as [string, string]))
  expect(Object.values(bases).filter(image => !/@sha256:[0-9a-f]{64}$/.test(image))).toEqual([])
  expect(instructions('FROM').map(text => text.replace(/\W*(\w+)\W.*/, '$1'))).toEqual(Object.keys(bases))
  expect(bases.NODE_IMAGE).toMatch(new RegExp(`/node:${PACKAGE.devDependencies.node}-`))
})

test('the image starts as a pod does: with the same flags, and as the same user', async () => {
  const spec = await pod('app')
  const command = at(spec, 'containers', 0, 'command')
  const [started = ''] = instructions('CMD')
  expect(JSON.parse(started)).toEqual(command)
  const { runAsUser, runAsGroup } = at(spec, 'securityContext') as Record<string, number>
  expect(new Set(instructions('USER'))).toEqual(new Set([`${runAsUser}:${runAsGroup}`]))
})

test('the compile cache is filled under the flags of a pod, with the code of every service', async () => {
  const filling = instructions('RUN').find(text => text.startsWith('["node"'))
  const words: string[] = JSON.parse(filling ?? '[]')
  const command = at(await pod('app'), 'containers', 0, 'command') as string[]
  expect(words.slice(0, command.length - 1)).toEqual(command.slice(0, -1))
  const programs = await Promise.all(
    ['app', 'prober'].map(async name => at(await pod(name), 'containers', 0, 'command')),
  )
  for (const program of programs) expect(words.at(-1)).toContain(`import('/app/${(program as string[]).at(-1)}')`)
})
