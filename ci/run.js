/**
 * Runs a command of this folder by its name, as the scripts of package.json do: `node ci/run.js slo` is `node ci/slo.ts`
 * without the time that Node takes to read a first file in TypeScript.
 */
const [, , name = ''] = process.argv
if (process.features.typescript) {
  const { runEntry } = await import('../adapters/command/entry.js')
  process.argv.splice(1, 2, `${import.meta.dirname}/${name}.ts`)
  await runEntry(async (argv, io) => (await import(`./${name}.ts`)).main(argv, io))
} else {
  // Node of the system may be older than the one that npm finds in node_modules.
  process.stderr.write(
    `Node ${process.version} cannot run TypeScript: run \`npm run ${name}\`, which uses the Node in node_modules\n`,
  )
  process.exitCode = 2
}
