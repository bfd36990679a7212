import { runEntry } from '../adapters/command/entry.js'

/**
 * Runs a command of this folder by its name, as the scripts of package.json do: `node ci/run.js slo` is `node ci/slo.ts`
 * without the time that Node takes to read a first file in TypeScript.
 */
const [, , name = ''] = process.argv
process.argv.splice(1, 2, `${import.meta.dirname}/${name}.ts`)
await runEntry(async (argv, io) => (await import(`./${name}.ts`)).main(argv, io))
