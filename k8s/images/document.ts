import { REGISTRY_CODES, registryProblem } from './registry-problem.ts'

const EXAMPLE = { image: 'ghcr.io/owner/leadline:1.4', host: 'ghcr.io', detail: '…' }

/** `docs/image-diagnostics.md`: everything that can be wrong between a registry and us, with what to do. */
export function renderImageDiagnostics(): string {
  return [
    '# What can be wrong with an image',
    '',
    '`npm run images` says of every image what is wrong with it, all at once, with a stable code. Made by `npm run generate` from the',
    'table of problems; do not edit.',
    '',
    '| code | what is said | what to do |',
    '|---|---|---|',
    ...REGISTRY_CODES.map(code => {
      const { message, help } = registryProblem(code, EXAMPLE)
      return `| \`${code}\` | ${message} | ${help} |`
    }),
    '',
  ].join('\n')
}
