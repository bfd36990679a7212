import { type Html, html, trusted } from '../../../../lib/html.ts'

/** The width of each picture, and the part of it in which things are drawn. */
export const WIDTH = 760
export const [LEFT, RIGHT] = [104, 748]

/** A picture with its title, and what it shows in words for those who do not see it. */
export function picture(title: string, described: string, height: number, body: readonly Html[]): Html {
  return html`<svg class="plot" viewBox="0 0 ${WIDTH} ${height}" role="img">${trusted('<title>')}${title}${trusted('</title><desc>')}${described}${trusted('</desc>')}<text class="title" x="${LEFT}" y="14">${title}</text>${body}</svg>`
}

/** Where a moment between two stands. */
export function across(from: number, to: number): (moment: number) => number {
  return moment => {
    const part = (moment - from) / (to - from || 1)
    return rounded(LEFT + Math.min(1, Math.max(0, part)) * (RIGHT - LEFT))
  }
}

export function rounded(value: number): number {
  return Number(value.toFixed(1))
}

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600]
const MOST_TICKS = 7

/** Round moments between two, in seconds. */
export function ticksOf(from: number, to: number): readonly number[] {
  const step = STEPS.find(each => (to - from) / each <= MOST_TICKS) ?? (to - from) / MOST_TICKS
  const first = Math.ceil(from / step) * step
  return Array.from({ length: Math.max(0, Math.floor((to - first) / step) + 1) }, (_, index) => first + index * step)
}
