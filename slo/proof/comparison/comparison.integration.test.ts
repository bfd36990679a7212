import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { runComparison } from '../../../ci/slo/run-comparison.testkit.ts'
import { isRight } from './comparison.testkit.ts'
import { COMPARISON_CASES } from './comparison-cases.testkit.ts'
import { type ComparisonOutcome, renderComparison } from './comparison-document.testkit.ts'

let outcomes: readonly ComparisonOutcome[] = []

beforeAll(async () => {
  const waiting = [...COMPARISON_CASES.entries()]
  const found: ComparisonOutcome[] = []
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, comparison] = next
      const leadline = await runComparison(comparison, 'leadline')
      found[index] = { comparison, answers: { leadline, sloth: await runComparison(comparison, 'sloth') } }
    }
  }
  await Promise.all([work(), work()])
  outcomes = found
}, 240_000)

function wrongAnswers(name: string, flavour: 'leadline' | 'sloth'): readonly string[] {
  const outcome = outcomes.find(({ comparison }) => comparison.name === name)
  return (outcome?.comparison.questions ?? []).flatMap((question, index) => {
    const answer = outcome?.answers[flavour][index]
    return isRight(question, answer) ? [] : [`${question.what} at ${question.at}: ${answer}, not ${question.truth}`]
  })
}

describe('our rules are right', () => {
  test.each(COMPARISON_CASES)('$name', ({ name }) => expect(wrongAnswers(name, 'leadline')).toEqual([]))
})

describe("sloth's rules are right where nothing is special, and only there", () => {
  test.each(COMPARISON_CASES)('$name', ({ name, slothIsWrong }) =>
    expect(wrongAnswers(name, 'sloth').length > 0).toBe(slothIsWrong),
  )
})

test('docs/slo-vs-sloth.md is what this run gave; `node bench/slo-vs-sloth.ts` writes it', async () => {
  expect(await readFile('docs/slo-vs-sloth.md', 'utf8')).toBe(renderComparison(outcomes))
})
