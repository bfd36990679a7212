import { execFile } from 'node:child_process'
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'

const ROOT = path.resolve(import.meta.dirname, '../..')
const run = promisify(execFile)

/** A copy of the repository whose probes have one more target, a bad one. Gives its folder. */
export async function copyWithNeighbour(folder: string, url: string): Promise<string> {
  await mkdir(folder)
  const { stdout } = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    maxBuffer: 2 ** 26,
  })
  for (const file of stdout.split('\0').filter(name => name !== '')) {
    await cp(path.join(ROOT, file), path.join(folder, file)).catch(error => {
      // A file that is removed and not committed yet is listed all the same.
      if (error.code !== 'ENOENT') throw error
    })
  }
  await symlink(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'))
  await addProbe(path.join(folder, 'services/prober/probes.yaml'), url)
  return folder
}

async function addProbe(file: string, url: string): Promise<void> {
  const text = await readFile(file, 'utf8')
  const probe = `
  - name: neighbour
    description: A target that does everything wrong.
    interval: 5s
    timeout: 3s
    paths:
      app:
        url: ${url}
    expect:
      status: 200
`
  // Before the probes that are asked only while others fail.
  const place = text.indexOf('\n# Asked only while probes fail')
  if (place < 0) throw new Error(`${file} has no place for one more probe`)
  await writeFile(file, `${text.slice(0, place)}${probe}${text.slice(place)}`)
}
