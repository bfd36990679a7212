import { readSource } from '../../../adapters/files/files.ts'
import { DEPLOY_TABLES } from '../core/deploy/document.ts'
import { simulationTable } from '../gate/simulation-documents.ts'

/** The guide to deploys: what is between its marks comes from the tables in code, the rest is written by hand. */
export const DEPLOY_GUIDE = 'docs/deploy.md'

/** The guide with its tables. Throws when a mark of one is gone. */
export async function deployGuide(): Promise<string> {
  const { text } = await readSource(DEPLOY_GUIDE)
  const tables = [
    ...Object.entries(DEPLOY_TABLES).map(([name, table]) => [name, table()] as const),
    ['simulation', await simulationTable()] as const,
  ]
  return tables.reduce((guide, [name, table]) => {
    const from = `<!-- generated: ${name} -->`
    const start = guide.indexOf(from)
    const end = guide.indexOf('<!-- end -->', start)
    if (start === -1 || end === -1) throw new Error(`${DEPLOY_GUIDE} has lost the marks of its table ${name}`)
    return `${guide.slice(0, start)}${from}\n\n${table}\n${guide.slice(end)}`
  }, text)
}
