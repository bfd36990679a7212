/** Who is affected, and what happens to one and to many of them, now and before. */
export interface Subject {
  readonly one: string
  readonly many: string
  readonly now: readonly [one: string, many: string]
  readonly past: readonly [one: string, many: string]
}

/** From which ratio on a part is said in these words; the bounds lie between two neighbours. */
const SHARES: readonly (readonly [least: number, words: string, of: 'each' | 'one' | 'many'])[] = [
  [0.995, 'Every', 'each'],
  [0.95, 'Nearly every', 'each'],
  [0.83, '9 in 10', 'many'],
  [0.71, '3 in 4', 'many'],
  [0.58, '2 in 3', 'many'],
  [0.42, '1 in 2', 'one'],
  [0.29, '1 in 3', 'one'],
  [0.225, '1 in 4', 'one'],
  [0.15, '1 in 5', 'one'],
  [0.075, '1 in 10', 'one'],
  [0.035, '1 in 20', 'one'],
  [0.015, '1 in 50', 'one'],
  [0.0075, '1 in 100', 'one'],
  [0.0035, '1 in 200', 'one'],
  [0.0015, '1 in 500', 'one'],
  [0.00075, '1 in 1000', 'one'],
]

/** “1 in 3 requests fails” or “Every request fails”, by the ratio that is the value of `.` in the template. */
export function shareText(subject: Subject, tense: 'now' | 'past'): string {
  const { one, many } = subject
  const [does, all] = subject[tense]
  const texts = { each: `${one} ${does}`, one: `${many} ${does}`, many: `${many} ${all}` }
  const rungs = SHARES.map(([least, words, of]) => `if ge .Value ${least} }}${words} ${texts[of]}{{ else `)
  return `{{ ${rungs.join('')}}}A few ${many} ${all}{{ end }}`
}
