import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { hash } from 'bcryptjs'
import { remove } from '../../../adapters/files/folders.ts'
import { writeAtomically } from '../../../adapters/files/write-files.ts'
import { PORT_USER } from '../../../adapters/json-server.ts'
import { renderYaml } from '../../../lib/yaml/writer.ts'

/**
 * What opens the ports of the stack: without it another user of this machine could wipe the measurements, end every page,
 * or invent one. Made at each start, and kept in a file that only the stack's user can read.
 */
export interface Access {
  readonly user: string
  readonly password: string
  readonly passwordFile: string
  /** The text of a `--web.config.file` of Prometheus' programs (https://prometheus.io/docs/prometheus/latest/configuration/https/). */
  readonly webConfig: string
}

/** Each doubles the work of a guess; the password has 192 random bits, so guessing is hopeless anyway. */
const BCRYPT_ROUNDS = 6

/** Writes a new password into a folder. Rejects when it cannot be written. */
export async function openAccess(folder: string): Promise<Access> {
  const password = randomBytes(24).toString('base64url')
  const file = passwordFile(folder)
  await writeAtomically(file, password, 0o600)
  const users = { [PORT_USER]: await hash(password, BCRYPT_ROUNDS) }
  return { user: PORT_USER, password, passwordFile: file, webConfig: renderYaml({ basic_auth_users: users }) }
}

/** Removes the password of a stack that has stopped. */
export async function closeAccess(folder: string): Promise<void> {
  await remove(passwordFile(folder))
}

function passwordFile(folder: string): string {
  return path.join(folder, 'run', 'password')
}

/** An address with the credentials in it, as HTTP clients and Prometheus' own tools take them. */
export function accessUrl(url: string, { user, password }: Pick<Access, 'user' | 'password'>): string {
  const opened = new URL(url)
  opened.username = user
  opened.password = password
  return opened.href
}
