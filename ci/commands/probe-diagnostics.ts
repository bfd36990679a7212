import path from 'node:path'
import { namesIn } from '../../adapters/files/folders.ts'
import { readText } from '../../adapters/files/read-text.ts'

/** What is said of definitions with every mistake, as a test of the parser holds it. */
const FOLDER = path.join(import.meta.dirname, '../../services/prober/definition/testdata')
/** More of one code show nothing new. */
const SHOWN = 2

/** `docs/probe-diagnostics.md`: every code of a definitions file, with what is said of it. */
export async function renderProbeDiagnostics(): Promise<string> {
  const byCode = new Map<string, string[]>()
  for (const file of await namesIn(FOLDER, '.bad.txt')) {
    for (const text of readText(path.join(FOLDER, file)).split(/\n\n(?=\S)/)) {
      const code = /\[([a-z0-9-]+)\]$/m.exec(text)?.[1]
      if (code !== undefined) byCode.set(code, [...(byCode.get(code) ?? []), text.trimEnd()])
    }
  }
  const codes = [...byCode.keys()].sort()
  return [
    '# What can be wrong with a definitions file',
    '',
    'Every problem of `probes.yaml` is printed as `file:line:col: error: … [code]`, all of them at once. The code is stable: search',
    'this page for it. Made by `npm run generate` from what the tests of the parser hold; do not edit.',
    '',
    ...codes.map(code => `- [\`${code}\`](#${code})`),
    ...codes.flatMap(code => [
      '',
      `## ${code}`,
      ...(byCode.get(code) ?? []).slice(0, SHOWN).flatMap(text => ['', '```text', text, '```']),
    ]),
    '',
  ].join('\n')
}
