/** The default folder of everything the stack writes. */
export const DEFAULT_FOLDER = '.leadline'

/** A command of npm as a person has to type it for the stack of a folder. */
export function commandIn(folder: string, script: string, argument = ''): string {
  const words = [argument, folder === DEFAULT_FOLDER ? '' : `--folder ${inShell(folder)}`].filter(word => word !== '')
  const command = script === 'start' ? 'npm start' : `npm run ${script}`
  return `${command}${words.length === 0 ? '' : ` -- ${words.join(' ')}`}`
}

/** A word as a shell takes it whole. */
export function inShell(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
