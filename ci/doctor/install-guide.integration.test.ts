import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findProgram } from '../../adapters/processes/programs.ts'
import {
  lacksRegistry,
  pushIndex,
  registryNote,
  startRegistry,
  type TestRegistry,
} from '../../adapters/registry/registry.testkit.ts'
import { commandBlocks } from '../../tests/guide-commands.testkit.ts'
import { copyTree } from '../../tests/recipes.testkit.ts'
import { type FakeCluster, startFakeCluster } from '../e2e/fake-cluster.testkit.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')
const BLOCKS = commandBlocks(readFileSync(path.join(ROOT, 'docs/install.md'), 'utf8'))
const USER = { user: 'owner', password: 'a-password' }

/** An image of the example, such as `ghcr.io/example/leadline:1.0@sha256:…`: its name and, where it has one, its tag. */
const PINNED_IMAGE = /\S+\/([\w-]+)(?::([\w.-]+))?@sha256:\w+/g

interface Run {
  readonly code: number
  readonly out: string
}

/** Runs commands as a person does who copies them from the page. */
function shell(commands: string, folder: string, env: Readonly<Record<string, string>>): Promise<Run> {
  const all = { ...process.env, PATH: `${ROOT}/node_modules/.bin:${process.env.PATH}`, ...env }
  return new Promise(resolve => {
    execFile('sh', ['-e', '-c', commands], { cwd: folder, env: all }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), out: stdout + stderr }),
    )
  })
}

describe.skipIf(lacksRegistry)(`the commands of the guide${registryNote}`, () => {
  let registry: TestRegistry
  let fake: FakeCluster
  let copy: Awaited<ReturnType<typeof copyTree>>
  beforeAll(async () => {
    ;[registry, fake, copy] = await Promise.all([
      startRegistry({ kind: 'basic', ...USER }),
      startFakeCluster(),
      copyTree(),
    ])
    const uid = '0b0b0b0b-1111-4222-8333-444444444444'
    fake.objects.set('/api/v1/namespaces/kube-system', { metadata: { name: 'kube-system', uid } })
    const auth = Buffer.from(`${USER.user}:${USER.password}`).toString('base64')
    const example = readFileSync(path.join(copy.folder, 'k8s/site.example.yaml'), 'utf8')
    const authorization = `Basic ${auth}`
    for (const [, name = '', tag = '1.0'] of example.matchAll(PINNED_IMAGE))
      await pushIndex(`${registry.host}/owner/${name}`, tag, ['amd64', 'arm64'], { authorization })
    const site = example.replace(PINNED_IMAGE, (_, name, tag = '1.0') => `${registry.host}/owner/${name}:${tag}`)
    writeFileSync(path.join(copy.folder, 'k8s/site.yaml'), site)
    const first = await shell(
      'git init --quiet && git add . && git commit --quiet --message first',
      copy.folder,
      AUTHOR,
    )
    expect(first).toMatchObject({ code: 0 })
  })
  afterAll(async () => {
    fake.close()
    await registry.stop()
    await copy.remove()
  })

  test('that it marks as run go through, one after the other', { timeout: 180_000 }, async () => {
    const env = {
      ...AUTHOR,
      ...fake.env,
      REGISTRY_HOST: registry.host,
      REGISTRY_USER: USER.user,
      REGISTRY_PASSWORD: USER.password,
    }
    const marked = BLOCKS.filter(({ mark }) => mark === 'run by a test')
    expect(marked.length).toBeGreaterThan(4)
    for (const { line, commands } of marked) {
      const { code, out } = await shell(commands, copy.folder, env)
      // Doctor says what this installation lacks, which has neither nodes nor names.
      const isDoctor = commands.includes('npm run doctor')
      expect({ line, code, out }).toMatchObject({ line, code: isDoctor ? 1 : 0 })
      if (isDoctor) expect(out).toMatch(/good +same-cluster +cluster\.uid is 0b0b0b0b/)
    }
    expect(fake.objects.has('/apis/apps/v1/namespaces/leadline/deployments/prober')).toBe(true)
  })
})

const AUTHOR = {
  GIT_AUTHOR_NAME: 'owner',
  GIT_AUTHOR_EMAIL: 'owner@example.org',
  GIT_COMMITTER_NAME: 'owner',
  GIT_COMMITTER_EMAIL: 'owner@example.org',
}

const hasKubectl = findProgram(['kubectl'], process.env.PATH ?? '') !== undefined
const note = hasKubectl ? '' : ' (skipped: kubectl is not installed)'

describe.skipIf(!hasKubectl)(`what is made by hand${note}`, () => {
  const commands = BLOCKS.filter(({ mark }) => mark === 'partly run by a test').flatMap(block =>
    block.commands.split('\n').filter(line => line.startsWith('kubectl ')),
  )

  test.each(commands)('%s makes what the manifests name', async line => {
    const [make = ''] = line.split(' | ')
    const { code, out } = await shell(make.replaceAll('FILE', 'package.json'), ROOT, { KUBECONFIG: '/dev/null' })
    const [, namespace, name] = /-n (\S+) create (?:secret generic|configmap) (\S+)/.exec(line) ?? []
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining(`name: ${name}`) })
    expect(out).toContain(`namespace: ${namespace}`)
    for (const [, key = ''] of line.matchAll(/--from-file=([^=\s]+)=/g)) expect(out).toContain(`  ${key}: `)
  })
})
