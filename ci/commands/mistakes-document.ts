import path from 'node:path'
import { namesIn } from '../../adapters/files/folders.ts'
import { readText } from '../../adapters/files/read-text.ts'

/** A document of everything that is said of one kind of file, as the tests of its parser hold it. */
interface MistakesDocument {
  readonly title: string
  /** The file that people write. */
  readonly file: string
  /** The folder, from the root, with what is said: `*.bad.txt`, a blank line between two mistakes. */
  readonly folder: string
}

const ROOT = path.join(import.meta.dirname, '../..')
/** More of one code show nothing new. */
const SHOWN = 2

/** `docs/probe-diagnostics.md`: every code of a definitions file, with what is said of it. */
export function renderProbeDiagnostics(): Promise<string> {
  return renderMistakes({
    title: 'What can be wrong with a definitions file',
    file: 'probes.yaml',
    folder: 'services/prober/definition/testdata',
  })
}

/** `docs/site-diagnostics.md`: every code of a site file and of the images that it names, with what is said of it. */
export function renderSiteDiagnostics(): Promise<string> {
  return renderMistakes({ title: 'What can be wrong with a site file', file: 'site.yaml', folder: 'k8s/site/testdata' })
}

/** `docs/incident-diagnostics.md`: every code of the file of an incident, with what is said of it. */
export function renderIncidentDiagnostics(): Promise<string> {
  return renderMistakes({
    title: 'What can be wrong with the file of an incident',
    file: 'incident.yaml',
    folder: 'postmortems/definition/testdata',
  })
}

async function renderMistakes({ title, file, folder }: MistakesDocument): Promise<string> {
  const byCode = new Map<string, string[]>()
  for (const name of await namesIn(path.join(ROOT, folder), '.bad.txt')) {
    for (const text of readText(path.join(ROOT, folder, name)).split(/\n\n(?=\S)/)) {
      const code = /\[([a-z0-9-]+)\]$/m.exec(text)?.[1]
      if (code !== undefined) byCode.set(code, [...(byCode.get(code) ?? []), text.trimEnd()])
    }
  }
  const codes = [...byCode.keys()].sort()
  return [
    `# ${title}`,
    '',
    `Every problem of \`${file}\` is printed as \`file:line:col: error: … [code]\`, all of them at once. The code is stable: search`,
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
