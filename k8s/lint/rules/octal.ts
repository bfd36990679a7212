import type { Policy } from '../policy.ts'

/** A whole number with a zero before it, as a value. */
const LEADING_ZERO = /^\s*(?:-\s+)?([\w-]+):\s+0\d+\s*(?:#.*)?$/gm

export const octal: Policy = {
  code: 'octal',
  summary: 'No number begins with a zero.',
  why: 'kubectl reads 0644 as 420, and YAML 1.2 as 644: what a file’s mode is then depends on who reads it.',
  scope: 'ours',
  check: ({ file }) =>
    [...file.text.matchAll(LEADING_ZERO)].map(([line]) => ({
      path: [],
      message: `has a number with a leading zero: ${line.trim()}`,
      help: 'Write a mode as a decimal number: 420 for 0644.',
    })),
}
