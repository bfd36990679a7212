import { type Html, html } from '../../../../lib/html.ts'
import type { Course, CoursePoint } from '../record/course.ts'
import { across, LEFT, picture, RIGHT, rounded, ticksOf, WIDTH } from './frame.ts'

const [TOP, BOTTOM, ROW] = [34, 194, 18]
/** Dashes tell lines apart where colours do not. */
const DASHES = ['none', '7 4', '2 3', '9 3 2 3', '1 5']

/** How each test of a gate came to its boundary. */
export function coursePlot(courses: readonly Course[]): Html {
  const last = Math.max(1, ...courses.flatMap(pointsOf).map(([seconds]) => seconds))
  const x = across(0, last)
  const legendRows = Math.ceil(courses.length / COLUMNS)
  const body = [
    bound(1, 'rejects', 'bound rejects'),
    bound(0, 'began', 'grid'),
    bound(-1, 'accepts', 'bound'),
    ...ticksOf(0, last).map(
      tick => html`<text x="${x(tick)}" y="${BOTTOM + 18}" text-anchor="middle">${tick} s</text>`,
    ),
    ...courses.flatMap((course, index) => lines(course, index, x)),
    ...courses.map(legend),
  ]
  const described = courses.map(each => `${nameOf(each)}: ${WORDS[each.decision ?? 'open']}`).join('. ')
  return picture('The way of each test to its boundary', described, BOTTOM + 34 + legendRows * ROW, body)
}

const WORDS = { accept: 'accepted', reject: 'rejected', open: 'not decided' }

function pointsOf({ first, again, decision }: Course): readonly CoursePoint[] {
  return decision === 'reject' ? [...first, ...again] : first
}

function nameOf({ path, question }: Course): string {
  return `${path} ${question}`
}

/** What rejects stands above. A test may jump past its boundary, which is drawn at it. */
function down(standing: number): number {
  return rounded(TOP + ((1 - Math.min(1, Math.max(-1, standing))) / 2) * (BOTTOM - TOP))
}

function bound(standing: number, words: string, kind: string): Html {
  const y = down(standing)
  return html`<line class="${kind}" x1="${LEFT}" x2="${RIGHT}" y1="${y}" y2="${y}"/><text x="${LEFT - 6}" y="${y + 4}" text-anchor="end">${words}</text>`
}

function lines({ first, again, decision }: Course, index: number, x: (seconds: number) => number): readonly Html[] {
  const pieces = decision === 'reject' && again.length > 0 ? [first, again] : [first]
  return pieces.map(piece => {
    const points = piece.map(([seconds, standing]) => `${x(seconds)},${down(standing)}`).join(' ')
    return html`<polyline class="course tone-${index % DASHES.length}" stroke-dasharray="${DASHES[index % DASHES.length] ?? 'none'}" points="${points}"/>`
  })
}

const COLUMNS = 2

function legend(course: Course, index: number): Html {
  const left = LEFT + (index % COLUMNS) * ((WIDTH - LEFT) / COLUMNS)
  const y = BOTTOM + 40 + Math.floor(index / COLUMNS) * ROW
  const tone = index % DASHES.length
  return html`<line class="course tone-${tone}" stroke-dasharray="${DASHES[tone] ?? 'none'}" x1="${left}" x2="${left + 34}" y1="${y - 4}" y2="${y - 4}"/><text x="${left + 42}" y="${y}">${nameOf(course)}: ${WORDS[course.decision ?? 'open']}</text>`
}
