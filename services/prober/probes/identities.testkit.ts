import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Identity } from './fault-servers.testkit.ts'

const run = promisify(execFile)

/** Certificates that are right and wrong in the ways that matter, all for `app.test` unless said otherwise. */
export interface TestIdentities {
  /** PEM of the authority that signs them, but for the self-signed one. */
  readonly ca: string
  readonly good: Identity
  readonly expired: Identity
  readonly notYetValid: Identity
  readonly otherName: Identity
  readonly selfSigned: Identity
}

const CONFIG = `[ca]
default_ca = test
[test]
new_certs_dir = .
database = index.txt
serial = serial
default_md = sha256
policy = any
copy_extensions = copy
[any]
commonName = supplied
`

/** Makes the certificates with openssl; takes about a quarter of a second. */
export async function makeIdentities(): Promise<TestIdentities> {
  const folder = await mkdtemp(path.join(tmpdir(), 'leadline-identities-'))
  const openssl = (...args: readonly string[]) => run('openssl', [...args], { cwd: folder })
  const read = (name: string) => readFile(path.join(folder, name), 'utf8')
  const request = (name: string, host: string, ...more: readonly string[]) =>
    openssl(
      ...['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', `${name}.key`],
      ...['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`, ...more],
    )
  const sign = async (name: string, host: string, from: string, to: string): Promise<Identity> => {
    await request(name, host, '-out', `${name}.csr`)
    await openssl(
      ...['ca', '-batch', '-config', 'ca.conf', '-cert', 'ca.pem', '-keyfile', 'ca.key', '-in', `${name}.csr`],
      ...['-out', `${name}.pem`, '-notext', '-startdate', from, '-enddate', to],
    )
    return { key: await read(`${name}.key`), cert: await read(`${name}.pem`) }
  }
  try {
    await Promise.all([
      writeFile(path.join(folder, 'ca.conf'), CONFIG),
      writeFile(path.join(folder, 'index.txt'), ''),
      writeFile(path.join(folder, 'index.txt.attr'), 'unique_subject = no\n'),
      writeFile(path.join(folder, 'serial'), '01\n'),
    ])
    await openssl(
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', 'ca.key'],
      ...['-out', 'ca.pem', '-subj', '/CN=Test CA', '-days', '9000', '-addext', 'basicConstraints=critical,CA:TRUE'],
    )
    await request('self', 'app.test', '-x509', '-days', '9000', '-out', 'self.pem')
    return {
      ca: await read('ca.pem'),
      good: await sign('good', 'app.test', '20200101000000Z', '20490101000000Z'),
      expired: await sign('expired', 'app.test', '20200101000000Z', '20210101000000Z'),
      notYetValid: await sign('future', 'app.test', '20480101000000Z', '20490101000000Z'),
      otherName: await sign('other', 'other.test', '20200101000000Z', '20490101000000Z'),
      selfSigned: { key: await read('self.key'), cert: await read('self.pem') },
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
