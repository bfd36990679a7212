/** More than this many texts are forgotten at once: rules are made of the queries of a whole file after all were read. */
const MOST = 20_000

/** The function, which remembers its last answers: the text is all that they depend on. */
export function recent<Answer>(answer: (text: string) => Answer): (text: string) => Answer {
  const known = new Map<string, Answer>()
  return text => {
    if (known.has(text)) return known.get(text) as Answer
    const found = answer(text)
    if (known.size >= MOST) known.clear()
    known.set(text, found)
    return found
  }
}
