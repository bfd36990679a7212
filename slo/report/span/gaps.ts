import type { Grid, Span } from './span.ts'

/** The stretches of a grid in which nothing was measured, since the data begins; `measured` are the steps that have a value. */
export function gapsIn(
  { startSeconds, endSeconds, stepSeconds }: Grid,
  measured: readonly number[],
  born = 0,
): readonly Span[] {
  const known = new Set(measured.map(moment => Math.round((moment - startSeconds) / stepSeconds)))
  const gaps: { startSeconds: number; endSeconds: number }[] = []
  const steps = Math.round((endSeconds - startSeconds) / stepSeconds)
  for (let step = 1; step <= steps; step += 1) {
    const [from, to] = [startSeconds + (step - 1) * stepSeconds, startSeconds + step * stepSeconds]
    if (known.has(step) || from < born) continue
    const last = gaps.at(-1)
    if (last?.endSeconds === from) last.endSeconds = to
    else gaps.push({ startSeconds: from, endSeconds: to })
  }
  return gaps
}
