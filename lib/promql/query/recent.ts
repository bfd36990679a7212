/** More than this many texts are forgotten at once: an SLO has a few, and its rules read each several times. */
const MOST = 64

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
