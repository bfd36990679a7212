import { renderColumns, wrapText } from '../text/columns.ts'
import type { Command, CommandFamily } from './command.ts'
import { EXIT_MEANINGS, type ExitName, type Exits, exitLine } from './exit-codes.ts'
import type { Option, Options } from './options.ts'

/** What `--help` prints: what the command does, how it is called, every option, exit codes. */
export function renderHelp({ name, summary, help, options, exits, passesOn }: Omit<Command<never>, 'run'>): string {
  const rows = optionRows(options)
  const sections = [
    wrapText(`${name}: ${summary}`),
    help.about && wrapText(help.about),
    renderColumns(help.uses),
    rows.length > 0 && `Options:\n${renderColumns(rows)}`,
    help.environment && `Environment:\n${renderColumns(help.environment)}`,
    help.notes && wrapText(help.notes),
    wrapText(exitLine(exits, !passesOn)),
  ]
  return `${sections.filter(Boolean).join('\n\n')}\n`
}

function optionRows(options: Options): readonly (readonly [string, string])[] {
  return Object.entries(options)
    .filter(([, { refusal }]) => refusal === undefined)
    .map(([name, option]) => [optionSyntax(name, option), optionText(option)])
}

function optionSyntax(name: string, option: Option): string {
  const short = option.short === undefined ? '' : `-${option.short}, `
  if (option.type === 'boolean') return `${short}--${name}`
  const [only, ...more] = option.choices ?? []
  return `${short}--${name} ${only === undefined || more.length > 0 ? option.value : only}`
}

function optionText(option: Option): string {
  if (option.type === 'boolean') return option.help
  const { help, choices = [], multiple, default: otherwise } = option
  const list = choices.length > 1 ? `: ${choices.join(', ')}` : ''
  const often = multiple ? '; may be given more than once' : ''
  return `${help}${list}${often}${otherwise === undefined ? '' : ` (default ${otherwise})`}`
}

/** What `--help` of a family prints: its commands, and which is meant where none is named. */
export function renderFamilyHelp(
  { name, summary, otherwise }: Omit<CommandFamily, 'commands'>,
  commands: Readonly<Record<string, Command>>,
): string {
  const uses: [string, string][] = [[`${name} -- COMMAND [OPTIONS]`, '`--help` after a command explains it']]
  if (otherwise !== undefined) uses.unshift([name, `the same as \`${otherwise}\``])
  const rows = Object.entries(commands).map(([word, command]) => [word, command.summary] as const)
  const names = Object.values(commands).flatMap(({ exits }) => Object.keys(exits) as (keyof Exits)[])
  const exits = Object.fromEntries(names.map(each => [each, EXIT_MEANINGS[each satisfies ExitName]]))
  return `${wrapText(`${name}: ${summary}`)}

${renderColumns(uses)}

Commands:
${renderColumns(rows)}

${wrapText(exitLine(exits))}
`
}

/** How to ask for the help of a command; npm keeps what stands before `--` for itself. */
export function helpCommand(name: string): string {
  return `${name}${name.startsWith('npm ') && !name.includes(' -- ') ? ' --' : ''} --help`
}
