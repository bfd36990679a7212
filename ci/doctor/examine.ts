import { within } from '../../adapters/within.ts'
import { describeError } from '../../lib/describe-error.ts'
import { type Duration, humanDuration, milliseconds, seconds } from '../../lib/duration.ts'
import { isExternal } from '../../lib/system-error.ts'
import { oneLine } from '../../lib/text/one-line.ts'
import { bad, type Examined, type Fact, type Finding, type Judged } from './core/fact.ts'

interface ExamineOptions {
  /** Undefined for an error of which nothing special is known. */
  readonly judgeError?: (error: unknown) => Judged
  /** How long one fact may take. */
  readonly patience?: Duration
  /** How long all of them may take. */
  readonly deadline?: Duration
}

const PATIENCE = seconds(10)
const DEADLINE = seconds(12)

/**
 * Asks facts, each as soon as those before it hold, all that can be at once. Ends within the deadline, however slow what is
 * asked is. An error that does not come from outside rejects: it is a bug.
 */
export async function examine<Place>(
  facts: readonly Fact<Place>[],
  place: Place,
  { judgeError = () => undefined, patience = PATIENCE, deadline = DEADLINE }: ExamineOptions = {},
): Promise<readonly Examined[]> {
  const end = performance.now() + deadline
  const blamed = new Map<string, Finding>()
  const asked = new Map<string, Promise<Examined['finding']>>()
  const found = (id: string): Promise<Examined['finding']> => {
    const fact = facts.find(one => one.id === id)
    if (fact === undefined) throw new RangeError(`There is no fact ${id}`)
    const finding = asked.get(id) ?? ask(fact)
    asked.set(id, finding)
    return finding
  }
  const ask = async (fact: Fact<Place>): Promise<Examined['finding']> => {
    for (const [index, before] of (await Promise.all(fact.after.map(found))).entries()) {
      if (before.state === 'unreached') return before
      if (before.state === 'bad') return { state: 'unreached', cause: fact.after[index] ?? '' }
    }
    const remaining = milliseconds(Math.max(0, Math.min(patience, end - performance.now())))
    try {
      return await within(fact.ask(place), remaining, bad(`no answer within ${humanDuration(remaining)}`, fact.mend))
    } catch (error) {
      const judged = judgeError(error)
      if (judged === undefined) {
        if (!isExternal(error)) throw error
        return bad(oneLine(describeError(error)), fact.mend)
      }
      const blames = 'blames' in judged ? judged.blames : fact.id
      if (blames === fact.id || !facts.some(({ id }) => id === blames)) return judged.finding
      blamed.set(blames, judged.finding)
      return { state: 'unreached', cause: blames }
    }
  }
  const findings = await Promise.all(facts.map(({ id }) => found(id)))
  return facts.map(({ id, part }, index) => {
    // What held when it was asked, and then no more, is what the others failed by.
    const finding = blamed.get(id) ?? findings[index]
    if (finding === undefined) throw new RangeError(`The fact ${id} was not asked`)
    return { id, part, finding }
  })
}
