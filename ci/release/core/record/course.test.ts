import { expect, test } from 'vitest'
import { exampleAnswer, exampleSettings, SERVER_ERROR } from '../gate/gate.testkit.ts'
import { gateAfter, newGate } from '../gate/gate.ts'
import { type Course, type Courses, coursesAfter } from './course.ts'

/** The courses of a gate that is given five answers a second and path, until a moment. */
function drawn(isBad: (nowSeconds: number) => boolean, untilSeconds: number): readonly Course[] {
  let state = newGate(exampleSettings(), 100)
  let courses: Courses = new Map()
  for (let index = 0; index <= untilSeconds * 5; index++) {
    const sentSeconds = 100 + index / 5
    courses = coursesAfter(courses, state, sentSeconds)
    const failure = isBad(index / 5) ? SERVER_ERROR : undefined
    for (const path of ['edge', 'ingress'])
      state = gateAfter(state, exampleAnswer({ path, sentSeconds, ...(failure === undefined ? {} : { failure }) }))
  }
  return [...courses.values()]
}

const available = (courses: readonly Course[]) =>
  courses.find(({ path, question }) => path === 'edge' && question === 'available')

test('each test of the gate has its way, which begins at 0 when the gate begins', () => {
  const courses = drawn(() => false, 10)
  expect(courses.map(({ path, question }) => `${path} ${question}`)).toEqual([
    'edge available',
    'ingress available',
    'edge fast',
  ])
  for (const { first, decision } of courses) {
    expect(first[0]).toEqual([0, expect.closeTo(0)])
    expect(decision).toBeUndefined()
    expect(first.every(([, standing], index) => index === 0 || standing < (first[index - 1]?.[1] ?? 1))).toBe(true)
  }
})

test('one that accepts ends at -1, and what comes after it is not drawn', () => {
  const course = available(drawn(() => false, 100))
  expect(course?.decision).toBe('accept')
  expect(course?.first.at(-1)?.[1]).toBe(-1)
  expect(course?.first.at(-1)?.[0]).toBeLessThan(40)
})

test('one that rejects ends at 1 or above, and stays', () => {
  const course = available(drawn(now => now > 5 && Math.round(now * 5) % 4 === 0, 60))
  expect(course?.decision).toBe('reject')
  expect(course?.first.at(-1)?.[1]).toBeGreaterThanOrEqual(1)
  expect(course?.first.at(-1)?.[0]).toBeLessThan(30)
})

test('where it has accepted and then rejects, both ways are there', () => {
  const course = available(drawn(now => now > 50 && Math.round(now * 5) % 4 === 0, 90))
  expect(course?.decision).toBe('reject')
  expect(course?.first.at(-1)?.[1]).toBe(-1)
  expect(course?.again.at(-1)?.[1]).toBeGreaterThanOrEqual(1)
  expect(course?.again[0]?.[0]).toBeGreaterThan(30)
})

test('no more than two points a second are kept, however long it takes', () => {
  const course = available(drawn(now => Math.round(now * 5) % 100 === 50, 180))
  expect(course?.first.length).toBeLessThan(2 * 180 + 3)
})
