import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { renderYaml } from '../lib/yaml/writer.ts'
import { findProgram } from './processes/programs.ts'

/**
 * What Prometheus' own parser says of each query: a reason, or undefined where it takes it. Undefined as a whole where
 * promtool is not installed. The queries go through `promtool check rules`, each as the rule of a group of its own.
 */
export async function refusedQueries(queries: readonly string[]): Promise<readonly (string | undefined)[] | undefined> {
  const program = findProgram(['promtool'], process.env.PATH ?? '')
  if (program === undefined) return undefined
  const folder = await mkdtemp(path.join(tmpdir(), 'leadline-promql-'))
  try {
    const file = path.join(folder, 'queries.yaml')
    const groups = queries.map((expr, index) => ({ name: `q${index}`, rules: [{ record: 'query', expr }] }))
    await writeFile(file, renderYaml({ groups }))
    const output = await check(program, file)
    const reasons = [...output.matchAll(/group "q(\d+)", rule 1, "query": could not parse expression: (.+)/g)]
    const byQuery = new Map(reasons.map(([, index = '', reason = '']) => [Number(index), reason]))
    return queries.map((_, index) => byQuery.get(index))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** promtool tells on stderr, and exits 1, when there is something to tell. */
function check(program: string, file: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, ['check', 'rules', file], { maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error !== null && stderr === '') reject(error)
      else resolve(`${stdout}${stderr}`)
    })
  })
}
