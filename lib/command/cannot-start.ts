/**
 * What a program says that cannot start: a line for each mistake, and a last one that is a whole sentence, because a cluster
 * shows the end of what a container said as the reason why its pod does not run.
 */
export function cannotStart(program: string, mistakes: readonly string[]): string {
  const [first = '', ...others] = mistakes
  if (others.length === 0) return `${program} cannot start: ${first}\n`
  const lines = mistakes.map(mistake => `  - ${mistake}\n`).join('')
  return `${lines}${program} cannot start: ${first} (the first of ${mistakes.length} mistakes)\n`
}
