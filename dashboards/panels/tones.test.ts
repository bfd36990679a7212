import { expect, test } from 'vitest'
import type { Tone } from '../../slo/report/tones.ts'
import { TONE_COLOURS, TONES } from './tones.ts'

type Rgb = readonly [red: number, green: number, blue: number]

/** Colours as people with colour blindness see them: dichromacy in linear light (Viénot, Brettel and Mollon 1999). */
const SIGHTS: Readonly<Record<string, (rgb: Rgb) => Rgb>> = {
  'with all colours': rgb => rgb,
  'without red (protanopia)': ([r, g, b]) => [
    0.11238 * r + 0.88762 * g,
    0.11238 * r + 0.88762 * g,
    0.00401 * r - 0.00401 * g + b,
  ],
  'without green (deuteranopia)': ([r, g, b]) => [
    0.29275 * r + 0.70725 * g,
    0.29275 * r + 0.70725 * g,
    -0.02234 * r + 0.02234 * g + b,
  ],
}

function linear(colour: string): Rgb {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map(at => (Number.parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2)
  return [r, g, b]
}

/** Perceived distance, roughly: 0 the same, 1 from black to white. */
function distance(a: Rgb, b: Rgb): number {
  const felt = (part: number) => Math.max(0, part) ** (1 / 2.2)
  return Math.hypot(...[0, 1, 2].map(index => felt(a[index] ?? 0) - felt(b[index] ?? 0))) / Math.sqrt(3)
}

const PAIRS = TONES.flatMap((one, index) => TONES.slice(index + 1).map(other => [one, other] as const))

test.each(Object.keys(SIGHTS))('the colours of tones stay apart %s', sight => {
  const seen = (tone: Tone) => (SIGHTS[sight] ?? (rgb => rgb))(linear(TONE_COLOURS[tone]))
  const near = PAIRS.filter(([one, other]) => distance(seen(one), seen(other)) < 0.15)
  expect(near).toEqual([])
})
