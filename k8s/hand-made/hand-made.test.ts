import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { HAND_MADE } from './hand-made.ts'

test.each(Object.keys(HAND_MADE))('the guide says how to make the %s', name => {
  const [kind = '', object = ''] = name.split(' ')
  expect(readFileSync('docs/kubernetes.md', 'utf8')).toContain(`| ${kind} \`${object}\` |`)
})
