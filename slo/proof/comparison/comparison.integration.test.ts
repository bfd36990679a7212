import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { runScenario } from '../../../ci/slo/run-comparison.testkit.ts'
import { isRight } from './comparison.testkit.ts'
import { SCENARIOS } from './comparison-cases.testkit.ts'
import { type Outcome, renderComparison } from './comparison-document.testkit.ts'

let outcomes: readonly Outcome[] = []

beforeAll(async () => {
  const waiting = [...SCENARIOS.entries()]
  const found: Outcome[] = []
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, scenario] = next
      const leadline = await runScenario(scenario, 'leadline')
      found[index] = { scenario, answers: { leadline, sloth: await runScenario(scenario, 'sloth') } }
    }
  }
  await Promise.all([work(), work()])
  outcomes = found
})

function wrongAnswers(name: string, flavour: 'leadline' | 'sloth'): readonly string[] {
  const outcome = outcomes.find(({ scenario }) => scenario.name === name)
  return (outcome?.scenario.questions ?? []).flatMap((question, index) => {
    const answer = outcome?.answers[flavour][index]
    return isRight(question, answer) ? [] : [`${question.what} at ${question.at}: ${answer}, not ${question.truth}`]
  })
}

describe('our rules tell the truth', () => {
  test.each(SCENARIOS)('$name', ({ name }) => expect(wrongAnswers(name, 'leadline')).toEqual([]))
})

describe("sloth's rules tell it where nothing is special, and only there", () => {
  test.each(SCENARIOS)('$name', ({ name, slothIsWrong }) =>
    expect(wrongAnswers(name, 'sloth').length > 0).toBe(slothIsWrong),
  )
})

test('docs/slo-vs-sloth.md is what this run gave; `node bench/slo-vs-sloth.ts` writes it', async () => {
  expect(await readFile('docs/slo-vs-sloth.md', 'utf8')).toBe(renderComparison(outcomes))
})
