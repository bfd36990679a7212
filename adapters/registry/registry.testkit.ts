import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import bcrypt from 'bcryptjs'
import { freePort } from '../processes/ports.ts'
import { findProgram } from '../processes/programs.ts'

const PROGRAM = 'docker-registry'

/** Debian's registry; the tests that need it are skipped where it is not installed. */
export const lacksRegistry = findProgram([PROGRAM], process.env.PATH ?? '') === undefined
export const registryNote = lacksRegistry ? ` (skipped: ${PROGRAM} is not installed)` : ''

/** How a registry asks who is there; everyone may read and write without one. */
export type RegistryLogin =
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  | { readonly kind: 'token'; readonly realm: string; readonly service: string; readonly certificate: string }

/** A real registry on this machine, in a folder that is removed with it. */
export interface TestRegistry {
  /** `127.0.0.1:5000` */
  readonly host: string
  /** The folder with what was pushed. */
  readonly folder: string
  stop(): Promise<void>
}

/** Starts Debian's registry. */
export async function startRegistry(login?: RegistryLogin): Promise<TestRegistry> {
  const folder = mkdtempSync(path.join(tmpdir(), 'leadline-registry-'))
  const host = `127.0.0.1:${await freePort()}`
  const config = path.join(folder, 'registry.yml')
  const storage = `storage: { filesystem: { rootdirectory: "${folder}/data" } }`
  writeFileSync(
    config,
    `version: 0.1\nlog: { level: error }\n${storage}\nhttp: { addr: "${host}" }\n${authOf(login, folder)}`,
  )
  const child: ChildProcess = spawn(PROGRAM, ['serve', config], { stdio: 'ignore' })
  const ended = new Promise(resolve => child.once('exit', resolve))
  for (let tries = 0; tries < 200 && !(await answers(`http://${host}/v2/`)); tries++) await sleep(50)
  return {
    host,
    folder,
    async stop() {
      child.kill()
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function authOf(login: RegistryLogin | undefined, folder: string): string {
  if (login === undefined) return ''
  if (login.kind === 'basic') {
    const file = path.join(folder, 'htpasswd')
    writeFileSync(file, `${login.user}:${bcrypt.hashSync(login.password, 4)}\n`)
    return `auth: { htpasswd: { realm: leadline, path: "${file}" } }\n`
  }
  const { realm, service, certificate } = login
  return `auth: { token: { realm: "${realm}", service: "${service}", issuer: tests, rootcertbundle: "${certificate}" } }\n`
}

async function answers(url: string): Promise<boolean> {
  try {
    return [200, 401].includes((await fetch(url)).status)
  } catch {
    // Not listening yet.
    return false
  }
}

/** `sha256:…` of a text. */
export function sha256(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`
}

const TYPES = {
  index: 'application/vnd.oci.image.index.v1+json',
  image: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar',
}

/** What was pushed: the digest of the index, and of the image for each platform. */
export interface Pushed {
  readonly digest: string
  readonly images: Readonly<Record<string, string>>
}

/** Pushes an image with nothing in it, for each of some processors of Linux, under an index as Docker's builder makes it. */
export async function pushIndex(
  name: string,
  tag: string,
  processors: readonly string[],
  headers: Readonly<Record<string, string>> = {},
): Promise<Pushed> {
  const images: Record<string, string> = {}
  const manifests: object[] = []
  for (const architecture of processors) {
    const { digest, size } = await pushImage(name, undefined, architecture, headers)
    images[architecture] = digest
    manifests.push({ mediaType: TYPES.image, digest, size, platform: { os: 'linux', architecture } })
  }
  // What a builder adds to say how it built; no node runs it.
  const [first = ''] = Object.values(images)
  manifests.push({
    mediaType: TYPES.image,
    digest: first,
    size: 1,
    platform: { os: 'unknown', architecture: 'unknown' },
    annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
  })
  const text = JSON.stringify({ schemaVersion: 2, mediaType: TYPES.index, manifests })
  return { digest: await putManifest(name, tag, TYPES.index, text, headers), images }
}

/** Pushes an image for one processor, under a tag or none. */
export async function pushImage(
  name: string,
  tag: string | undefined,
  architecture: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly digest: string; readonly size: number }> {
  const config = await putBlob(
    name,
    JSON.stringify({ os: 'linux', architecture, rootfs: { type: 'layers', diff_ids: [] } }),
    headers,
  )
  const layer = await putBlob(name, `layer of ${architecture}`, headers)
  const text = JSON.stringify({
    schemaVersion: 2,
    mediaType: TYPES.image,
    config: { mediaType: TYPES.config, ...config },
    layers: [{ mediaType: TYPES.layer, ...layer }],
  })
  return { digest: await putManifest(name, tag ?? sha256(text), TYPES.image, text, headers), size: text.length }
}

async function putBlob(name: string, text: string, headers: Readonly<Record<string, string>>) {
  const [host = '', ...path] = name.split('/')
  const start = await sent(`http://${host}/v2/${path.join('/')}/blobs/uploads/`, { method: 'POST', headers })
  const place = new URL(start.headers.get('location') ?? '', `http://${host}`)
  place.searchParams.set('digest', sha256(text))
  await sent(place.href, { method: 'PUT', headers, body: text })
  return { digest: sha256(text), size: text.length }
}

async function putManifest(
  name: string,
  tag: string,
  type: string,
  text: string,
  headers: Readonly<Record<string, string>>,
) {
  const [host = '', ...path] = name.split('/')
  const url = `http://${host}/v2/${path.join('/')}/manifests/${tag}`
  await sent(url, { method: 'PUT', headers: { ...headers, 'content-type': type }, body: text })
  return sha256(text)
}

async function sent(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, init)
  if (!response.ok) throw new Error(`${init.method} ${url} answers ${response.status} ${await response.text()}`)
  return response
}

/** A key and a certificate of its own, made by openssl, as the server of tokens signs with them. */
export function makeSigner(folder: string): { readonly key: string; readonly certificate: string } {
  const [key, certificate] = ['tokens.key', 'tokens.pem'].map(name => path.join(folder, name)) as [string, string]
  const how = ['-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=tokens']
  execFileSync('openssl', ['req', '-x509', ...how, '-keyout', key, '-out', certificate], { stdio: 'ignore' })
  return { key, certificate }
}
