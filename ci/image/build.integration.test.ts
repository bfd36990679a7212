import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { freePort } from '../../adapters/processes/ports.ts'
import { findProgram } from '../../adapters/processes/programs.ts'
import { exampleContext } from '../../dashboards/context.testkit.ts'
import { NODE_FLAGS } from '../../lib/node-flags.ts'
import { PROBER_FILE } from '../../services/prober/contract/main-file.ts'
import { WEB_FILE } from '../../services/web/contract/main-file.ts'
import { renderSloList } from '../../services/web/core/slo-list.ts'
import { contextFiles } from './context-files.ts'
import { writeLocalBase } from './local-base.testkit.ts'

const PROGRAMS = { buildah: 'buildah', registry: 'docker-registry' } as const
const found = Object.values(PROGRAMS).map(name => findProgram([name], process.env.PATH ?? ''))
const isRoot = process.getuid?.() === 0
const lacks = [
  ...Object.values(PROGRAMS).filter((_, index) => found[index] === undefined),
  ...(isRoot ? [] : ['root’s rights']),
]
const note = lacks.length === 0 ? '' : ` (skipped: ${lacks.join(' and ')} not at hand)`

const PATIENTLY = { timeout: 40_000 }
const POD_USER = '1000:1000'
/** In a name space of its own: the image's files read-only, with what the kernel gives to every container. */
const IN_A_POD = `set -e
root=$1 user=$2
shift 2
mkdir -p "$root/proc" "$root/dev"
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"
mount -o remount,ro,bind "$root"
exec chroot --userspec="$user" "$root" "$@"`

describe.skipIf(lacks.length > 0)(`the image, built and pushed${note}`, () => {
  let folder = ''
  let registry: ChildProcess | undefined
  const running: ChildProcess[] = []
  let repository = ''
  let built = ''
  let builtFirst = { said: '', image: '' }
  const run = promisify(execFile)
  const buildah = async (...args: readonly string[]) => {
    const storage = [
      '--storage-driver',
      'vfs',
      '--root',
      path.join(folder, 'store'),
      '--runroot',
      path.join(folder, 'run'),
    ]
    const { stdout } = await run(PROGRAMS.buildah, [...storage, ...args], { env: process.env, maxBuffer: 1e8 })
    return stdout.trim()
  }

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'leadline-build-'))
    const base = path.join(folder, 'base')
    mkdirSync(base)
    writeLocalBase(base, process.env.NODE_EXTRA_CA_CERTS)
    const scratch = await buildah('from', 'scratch')
    await buildah('copy', '-q', scratch, base, '/')
    const env = ['PATH=/usr/local/bin:/usr/bin', 'NODE_EXTRA_CA_CERTS=/etc/authorities.crt']
    await buildah('config', ...env.flatMap(each => ['--env', each]), scratch)
    await buildah('commit', '-q', scratch, 'localhost/base:1')
    const port = await freePort()
    repository = `127.0.0.1:${port}/leadline`
    const config = path.join(folder, 'registry.yml')
    const storage = `storage: { filesystem: { rootdirectory: ${folder}/registry } }`
    writeFileSync(config, `version: 0.1\n${storage}\nhttp: { addr: 127.0.0.1:${port} }\n`)
    registry = spawn(PROGRAMS.registry, ['serve', config], { stdio: 'ignore' })
    await vi.waitFor(async () => expect((await fetch(`http://127.0.0.1:${port}/v2/`)).status).toBe(200), 10_000)
    builtFirst = await buildByCommand()
    const pulled = await buildah('pull', '-q', '--tls-verify=false', `docker://${builtFirst.image}`)
    built = await buildah('mount', await buildah('from', pulled))
  }, 240_000)

  /** `npm run images -- build`, with the storage of this test and a base image that needs no other registry. */
  async function buildByCommand() {
    const [site, store, containers, output] = ['site.yaml', 'storage.conf', 'containers.conf', 'output'].map(name =>
      path.join(folder, name),
    ) as [string, string, string, string]
    const example = readFileSync('k8s/site.example.yaml', 'utf8')
    const processor = process.arch === 'x64' ? 'amd64' : 'arm64'
    writeFileSync(
      site,
      example.replace(/ghcr\.io\/example\/leadline@\S+/, `${repository}:1`).replace('[amd64, arm64]', `[${processor}]`),
    )
    writeFileSync(store, `[storage]\ndriver = "vfs"\ngraphroot = "${folder}/store"\nrunroot = "${folder}/run"\n`)
    writeFileSync(containers, '[containers]\nnetns = "host"\n')
    writeFileSync(output, '')
    const base = { NODE_IMAGE: 'localhost/base:1', BASE_IMAGE: 'localhost/base:1' }
    const env = { CONTAINERS_STORAGE_CONF: store, CONTAINERS_CONF: containers, BUILDAH_ISOLATION: 'chroot', ...base }
    const args = ['ci/run.js', 'images', 'build', '--with', 'buildah', '--site', site]
    const options = { env: { ...process.env, ...env, GITHUB_OUTPUT: output }, maxBuffer: 1e8 }
    const { stdout } = await run(process.execPath, args, options)
    return { said: stdout, image: readFileSync(output, 'utf8').trim().replace('image=', '') }
  }

  /** A program of the image, as a pod runs it: as its user, under a root that cannot be written. */
  function startInImage(args: readonly string[], env: Readonly<Record<string, string>>, user = POD_USER): () => string {
    const variables = Object.entries({ PATH: '/usr/local/bin:/usr/bin', NODE_COMPILE_CACHE: '/compile-cache', ...env })
    const words = ['env', '-i', '-C', '/app', ...variables.map(([name, value]) => `${name}=${value}`), 'node', ...args]
    const own = ['--mount', '--pid', '--fork', 'sh', '-c', IN_A_POD, 'sh', built, user]
    const child = spawn('unshare', [...own, ...words], { env: { PATH: process.env.PATH }, detached: true })
    running.push(child)
    const said: string[] = []
    for (const stream of [child.stdout, child.stderr]) stream.on('data', data => said.push(String(data)))
    return () => said.join('')
  }

  afterAll(async () => {
    registry?.kill()
    for (const child of running) {
      // What changed its user outlives its parent, and is ended with its group.
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL')
      if (child.exitCode === null && child.signalCode === null)
        await new Promise(resolve => child.once('exit', resolve))
    }
    await buildah('rm', '--all')
    rmSync(folder, { recursive: true, force: true })
  }, 60_000)

  test('holds the files that our services load, and nothing else of the repository', () => {
    const inImage = readdirSync(path.join(built, 'app'), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => path.relative(path.join(built, 'app'), path.join(entry.parentPath, entry.name)))
      .filter(file => !file.startsWith('node_modules/'))
    expect(inImage.sort()).toEqual(contextFiles().filter(file => !['package-lock.json', '.npmrc'].includes(file)))
  })

  test('holds the packages of production and no other', () => {
    const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
      packages: Record<string, { dev?: boolean }>
    }
    const installed = JSON.parse(readFileSync(path.join(built, 'app/node_modules/.package-lock.json'), 'utf8')).packages
    const dev = Object.entries(packages).flatMap(([name, { dev }]) => (dev === true ? [name] : []))
    expect(Object.keys(installed).length).toBeGreaterThan(20)
    expect(Object.keys(installed).filter(name => dev.includes(name))).toEqual([])
  })

  test('has the compiled code of every service, for the user that pods run as', () => {
    const [cache = '', ...others] = readdirSync(path.join(built, 'compile-cache'))
    expect(others).toEqual([])
    expect(cache).toMatch(/^v\d.*-1000$/)
    const code = contextFiles().filter(file => file.endsWith('.ts'))
    expect(readdirSync(path.join(built, 'compile-cache', cache)).length).toBeGreaterThan(code.length)
  })

  test('runs the web app and the prober as the user of the pods, under a root that cannot be written', async () => {
    const facts = "console.log(process.getuid()); require('fs').writeFileSync('/tmp/x', '')"
    await expect.poll(startInImage(['--eval', facts], {})).toMatch(/^1000\n[\s\S]*EROFS/)
    const web = {
      PORT: '0',
      INTERNAL_PORT: '0',
      RELEASE: 'r',
      INSTANCE: 'i',
      SITE_URL: 'http://localhost/',
      PROMETHEUS_URL: 'http://127.0.0.1:9/',
      SLO_LIST: '/slos.json',
    }
    writeFileSync(path.join(built, 'slos.json'), renderSloList(exampleContext.slos))
    // The compile cache is of use to one user only; without it any other runs as well.
    const STRANGER = '65534:65534'
    for (const user of [POD_USER, STRANGER])
      await expect.poll(startInImage([...NODE_FLAGS, WEB_FILE], web, user), PATIENTLY).toContain('listening')
    await expect
      .poll(startInImage([...NODE_FLAGS, PROBER_FILE], { PORT: '0' }), PATIENTLY)
      .toMatch(/listening[\s\S]*probe/)
  }, 120_000)

  test('is pushed, and found again by its digest', async () => {
    const [, digest = ''] = /^127\.0\.0\.1:\d+\/leadline@(sha256:[0-9a-f]{64})$/.exec(builtFirst.image) ?? []
    const [host, name] = repository.split('/')
    const answer = await fetch(`http://${host}/v2/${name}/manifests/${digest}`, {
      headers: { accept: 'application/vnd.oci.image.index.v1+json' },
    })
    expect(answer.status).toBe(200)
    expect(builtFirst.said).toMatch(/:content-[0-9a-f]{16} was built with buildah and pushed\n\S+@sha256:\w+\n$/)
  })

  test('is not built again while its content is the same, and has the digest of before', async () => {
    const again = await buildByCommand()
    expect(again.image).toBe(builtFirst.image)
    expect(again.said).toMatch(/^\S+:content-[0-9a-f]{16} was there already\n/)
  })
})
