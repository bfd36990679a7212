import { execFile } from 'node:child_process'
import path from 'node:path'
import { type Credential, credentialFor, type DockerConfig, parseDockerConfig } from '../../k8s/images/credentials.ts'
import { type ImageReference, registryName } from '../../k8s/images/reference.ts'
import { describeError } from '../../lib/describe-error.ts'
import { field, parseJson } from '../../lib/json/parse.ts'
import { own } from '../../lib/own.ts'
import { ExternalError } from '../../lib/system-error.ts'
import { readIfPresent } from '../files/files.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** The variables that name a password for one registry, and for no other. */
export const REGISTRY_VARIABLES = ['REGISTRY_HOST', 'REGISTRY_USER', 'REGISTRY_PASSWORD'] as const

/**
 * The credentials of the person who runs a command: of the variables, of the file that REGISTRY_AUTH_FILE or DOCKER_CONFIG names, and of
 * those that `podman login` and `docker login` write. The first with one for the registry is taken. Rejects where a file cannot be used.
 */
export async function credentialsOf(
  env: Environment,
): Promise<(reference: ImageReference) => Promise<Credential | undefined>> {
  const named = credentialOfVariables(env)
  const configs = await readConfigs(env)
  return async reference => {
    if (named !== undefined && named.registry === reference.registry) return named.credential
    for (const config of configs) {
      // As Docker does: where a program keeps the password, what the file says is older.
      const found = (await fromHelper(config, reference.registry, env)) ?? credentialFor(config, reference)
      if (found !== undefined) return found
    }
    return undefined
  }
}

/** The variables that are missing beside others of theirs, in the order of the table. */
export function missingVariables(env: Environment): readonly string[] {
  const missing = REGISTRY_VARIABLES.filter(name => !env[name])
  return missing.length === REGISTRY_VARIABLES.length ? [] : missing
}

function credentialOfVariables({ REGISTRY_HOST: host, REGISTRY_USER: user, REGISTRY_PASSWORD: password }: Environment) {
  if (!host || !user || !password) return undefined
  return { registry: registryName(host), credential: { kind: 'password', user, password } as const }
}

async function readConfigs(env: Environment): Promise<readonly DockerConfig[]> {
  const files = [
    env.REGISTRY_AUTH_FILE,
    env.DOCKER_CONFIG && path.join(env.DOCKER_CONFIG, 'config.json'),
    env.XDG_RUNTIME_DIR && path.join(env.XDG_RUNTIME_DIR, 'containers/auth.json'),
    env.HOME && path.join(env.HOME, '.config/containers/auth.json'),
    env.HOME && path.join(env.HOME, '.docker/config.json'),
  ]
  const read = files.map(async file => {
    const text = file ? await readIfPresent(file) : undefined
    if (text === undefined || file === undefined) return []
    const config = parseDockerConfig(text)
    if (config === undefined) throw new ExternalError(`Cannot use ${file}: it is no file of \`docker login\``)
    return [config]
  })
  return (await Promise.all(read)).flat()
}

/** What Docker's address of its own registry is to the programs that keep passwords. */
const HUB_ADDRESS = 'https://index.docker.io/v1/'

/** Asks the program that keeps the password (https://github.com/docker/docker-credential-helpers). */
async function fromHelper(
  { helpers, store }: DockerConfig,
  registry: string,
  env: Environment,
): Promise<Credential | undefined> {
  const name = own(helpers, registry) ?? store
  if (name === undefined) return undefined
  if (!/^[\w.-]+$/.test(name)) throw new ExternalError('The file of `docker login` names no usable credential helper')
  const answer = await runHelper(`docker-credential-${name}`, registry === 'docker.io' ? HUB_ADDRESS : registry, env)
  const [user, secret] = ['Username', 'Secret'].map(key => field(parseJson(answer), key))
  if (typeof user !== 'string' || typeof secret !== 'string' || secret === '') return undefined
  return user === '<token>' ? { kind: 'identity-token', token: secret } : { kind: 'password', user, password: secret }
}

/** Its answer; empty where it has no password, which it says by its exit code. */
function runHelper(program: string, address: string, env: Environment): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, ['get'], { env: { ...env }, timeout: HELPER_MILLISECONDS }, (error, stdout) => {
      if (error === null) return resolve(stdout)
      if (typeof error.code !== 'string' && !error.killed) return resolve('')
      const why = error.killed ? 'it did not answer in time' : describeError(error)
      reject(new ExternalError(`Cannot ask ${program} for the password of ${address}: ${why}`))
    })
    // A program that ended before it read its input has said so by then.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(address)
  })
}

const HELPER_MILLISECONDS = 20_000
