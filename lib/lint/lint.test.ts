import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { renderDiagnostic, type SourceFile } from '../diagnostic/diagnostic.ts'
import { at, listAt, textAt } from '../json/path.ts'
import { renderRulePage } from './document.testkit.ts'
import { type Fault, withFault } from './fixture.testkit.ts'
import { lintDocument } from './lint.ts'
import { type Rule, rulesFor } from './rule.ts'

/** A made-up kind of document: a list of ships, read from YAML; the world knows the harbours there are. */
interface World {
  readonly harbours: readonly string[]
}

const named: Rule<unknown, World> = {
  code: 'named',
  summary: 'Every ship has a name.',
  why: 'A ship without one cannot be called.',
  scope: 'any',
  check: fleet =>
    listAt(fleet, 'ships').flatMap((ship, index) =>
      textAt(ship, 'name') === ''
        ? [{ path: ['ships', index, 'name'], message: `ship ${index + 1} has no name`, help: 'Name it.' }]
        : [],
    ),
}

const harbourKnown: Rule<unknown, World> = {
  code: 'harbour-known',
  summary: 'Every ship lies in a harbour that exists.',
  why: 'Otherwise it is lost.',
  scope: 'ours',
  check: (fleet, { harbours }) =>
    listAt(fleet, 'ships').flatMap((ship, index) => {
      const harbour = textAt(ship, 'harbour')
      if (harbours.includes(harbour)) return []
      const part = `ship “${textAt(ship, 'name')}”`
      const message = `there is no harbour “${harbour}”`
      return [{ path: ['ships', index, 'harbour'], part, message, help: `There is ${harbours.join(', ')}.` }]
    }),
}

const RULES = [named, harbourKnown]
const WORLD: World = { harbours: ['Kiel', 'Riga'] }
const FLEET: readonly SourceFile[] = [
  { path: 'fleet.yaml', text: 'ships:\n  - name: Anna\n    harbour: Kiel\n  - name: Berta\n    harbour: Riga\n' },
]
const FAULTS: Readonly<Record<string, Fault>> = {
  named: { document: 'fleet.yaml', spoil: fleet => delete fleet.ships[1].name },
  'harbour-known': {
    document: 'fleet.yaml',
    spoil: fleet => {
      fleet.ships[0].harbour = 'Atlantis'
    },
  },
}

function lint(files: readonly SourceFile[], rules = RULES) {
  return files.flatMap(file => lintDocument({ file, name: 'the fleet', document: parse(file.text) }, rules, WORLD))
}

test('a document that keeps every rule has no findings', () => {
  expect(lint(FLEET)).toEqual([])
})

test.each(RULES.map(({ code }) => code))('the fault of the rule %s breaks that rule and no other', code => {
  expect(lint(withFault(FLEET, FAULTS[code] ?? expect.unreachable())).map(found => found.code)).toEqual([code])
})

test('a finding points at its value in the YAML, and names the document and the part', () => {
  const [found] = lint(withFault(FLEET, FAULTS['harbour-known'] ?? expect.unreachable()))
  expect(found && renderDiagnostic(found)).toBe(
    [
      'fleet.yaml:3:14: error: the fleet, ship “Anna”: there is no harbour “Atlantis” [harbour-known]',
      '3 |     harbour: Atlantis',
      '                 ^^^^^^^^',
      '    There is Kiel, Riga.',
    ].join('\n'),
  )
})

test('a finding about a missing value points at what is around it', () => {
  const [found] = lint(withFault(FLEET, FAULTS.named ?? expect.unreachable()))
  expect(found).toMatchObject({ line: 4, column: 5 })
})

test('a finding is an error unless its rule is milder', () => {
  const files = withFault(FLEET, FAULTS.named ?? expect.unreachable())
  const severities = (rules: typeof RULES) => lint(files, rules).map(({ severity }) => severity)
  expect(severities([named])).toEqual(['error'])
  expect(severities([{ ...named, severity: 'warning' }])).toEqual(['warning'])
})

test('a foreign document is held only against the rules that fit any', () => {
  expect(rulesFor(RULES, 'any')).toEqual([named])
  expect(rulesFor(RULES, 'ours')).toEqual(RULES)
})

describe('the page about the rules', () => {
  const page = renderRulePage(RULES, {
    head: '# Rules',
    scopes: { any: 'every fleet', ours: 'ours' },
    examplesOf: ({ code, check }) => {
      const [bad] = withFault(FLEET, FAULTS[code] ?? expect.unreachable()).map(file => parse(file.text))
      const good = parse(FLEET[0]?.text ?? '')
      return check(bad, WORLD).map(finding => ({ name: 'the fleet', finding, bad, good }))
    },
    tail: 'The end.',
  })

  test('explains every rule, in the order of the codes', () => {
    expect([...page.matchAll(/^## (.*)$/gm)].map(([, code]) => code)).toEqual(['harbour-known', 'named'])
    expect(page).toContain('Every ship has a name. A ship without one cannot be called. *For every fleet.*')
  })

  test('shows what a rule says of its fault, and the value with it and without it', () => {
    expect(page).toContain('the fleet, ship “Anna”: there is no harbour “Atlantis”')
    expect(page).toContain('bad:  harbour: "Atlantis"\ngood: harbour: "Kiel"')
  })
})

test('a fault in a document that is not there is an error of the fixture', () => {
  expect(() => withFault(FLEET, { document: 'gone.yaml', spoil: json => at(json, 'x') })).toThrow(
    'no document gone.yaml',
  )
})
