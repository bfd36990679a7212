import { expect, test } from 'vitest'
import { EXIT, exitLine } from './exit-codes.ts'
import { helpCommand, renderFamilyHelp, renderHelp } from './help.ts'
import { defineCommand } from './run.ts'

const GREET = defineCommand({
  name: 'npm run demo -- greet',
  summary: 'greets somebody',
  help: {
    about: `It is ${'very '.repeat(30)}polite.`,
    uses: [
      ['npm run demo -- greet NAME', 'one person'],
      ['npm run demo -- greet --input a/very/long/path/to/a/file/of/names.yaml', 'many'],
    ],
    environment: [['GREETING', 'the word, "Hello" when absent']],
    notes: 'Nothing is written.\n\n  kept: as it is',
  },
  options: {
    input: { type: 'string', value: 'FILE', short: 'i', help: 'names, one a line' },
    loud: { type: 'boolean', help: 'in capitals' },
    form: { type: 'string', value: 'FORM', choices: ['text', 'json'], default: 'text', help: 'of the output' },
    as: { type: 'string', value: 'FLAVOUR', choices: ['sloth'], help: 'read as sloth does' },
    to: { type: 'string', value: 'PLACE', multiple: true, help: 'where' },
    old: { type: 'boolean', refusal: 'Not here', help: 'never shown' },
  },
  exits: { blind: 'no names', good: 'greeted', bad: 'somebody did not answer' },
  run: async () => EXIT.good,
})

test('help is laid out from what is known of a command', async () => {
  expect(renderHelp(GREET)).toBe(`npm run demo -- greet: greets somebody

It is very very very very very very very very very very very very very very very very very very very very very very very
very very very very very very very polite.

  npm run demo -- greet NAME  one person
  npm run demo -- greet --input a/very/long/path/to/a/file/of/names.yaml
                              many

Options:
  -i, --input FILE  names, one a line
  --loud            in capitals
  --form FORM       of the output: text, json (default text)
  --as sloth        read as sloth does
  --to PLACE        where; may be given more than once

Environment:
  GREETING  the word, "Hello" when absent

Nothing is written.

  kept: as it is

Exit codes: 0 greeted · 1 somebody did not answer · 2 wrong usage · 3 no names
`)
})

test('help of a family lists its commands, and every exit code that one of them gives', () => {
  const family = { name: 'npm run demo', summary: 'a demo', otherwise: 'greet' }
  expect(renderFamilyHelp(family, { greet: GREET })).toBe(`npm run demo: a demo

  npm run demo                       the same as \`greet\`
  npm run demo -- COMMAND [OPTIONS]  \`--help\` after a command explains it

Commands:
  greet  greets somebody

Exit codes: 0 good · 1 something is wrong · 2 wrong usage · 3 nothing to judge
`)
})

test.each([
  ['npm test', 'npm test -- --help'],
  ['npm run status', 'npm run status -- --help'],
  ['npm run slo -- validate', 'npm run slo -- validate --help'],
  ['node ci/docs.ts', 'node ci/docs.ts --help'],
])('the help of `%s` is asked for with `%s`', (name, command) => {
  expect(helpCommand(name)).toBe(command)
})

test('exit codes stand in numeric order', () => {
  expect(exitLine({ interrupted: 'healed', good: 'done' })).toBe('Exit codes: 0 done · 2 wrong usage · 130 healed')
})
