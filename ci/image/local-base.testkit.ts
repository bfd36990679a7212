import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, cpSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { requireProgram } from '../../adapters/processes/run-program.ts'

/** What the build runs besides Node and npm. */
const PROGRAMS = ['sh', 'mkdir', 'chown', 'rm', 'env']

/** npm's modules lie three folders above its program. */
const NPM = path.resolve(realpathSync(requireProgram('npm')), '../..')

/** Files of this machine that do as a base image where none can be fetched: the Node of the tests, npm, and a shell. */
export function writeLocalBase(folder: string, certificates: string | undefined): void {
  for (const name of ['usr/local/bin', 'usr/local/lib', 'usr/bin', 'etc', 'tmp', 'root']) {
    mkdirSync(path.join(folder, name), { recursive: true })
  }
  chmodSync(path.join(folder, 'tmp'), 0o1777)
  symlinkSync('usr/bin', path.join(folder, 'bin'))
  const programs = [
    [process.execPath, 'usr/local/bin/node'],
    ...PROGRAMS.map(name => [realpathSync(requireProgram(name)), `usr/bin/${name}`]),
  ] as const
  for (const [from = '', to = ''] of programs) {
    copy(from, path.join(folder, to))
    for (const library of librariesOf(from)) copy(library, path.join(folder, library))
  }
  cpSync(NPM, path.join(folder, 'usr/local/lib/npm'), { recursive: true })
  const npm = path.join(folder, 'usr/local/bin/npm')
  writeFileSync(npm, '#!/bin/sh\nexec node /usr/local/lib/npm/bin/npm-cli.js "$@"\n', { mode: 0o755 })
  writeFileSync(path.join(folder, 'etc/passwd'), 'root:x:0:0::/root:/bin/sh\nnode:x:1000:1000::/tmp:/bin/sh\n')
  if (certificates !== undefined) copy(certificates, path.join(folder, 'etc/authorities.crt'))
}

function copy(from: string, to: string): void {
  mkdirSync(path.dirname(to), { recursive: true })
  copyFileSync(realpathSync(from), to)
}

/** The libraries that the loader finds for a program. */
function librariesOf(program: string): readonly string[] {
  const lines = execFileSync('ldd', [program], { encoding: 'utf8' })
  return [...lines.matchAll(/(?:=> |^\s+)(\/\S+)/gm)].map(([, library = '']) => library)
}
