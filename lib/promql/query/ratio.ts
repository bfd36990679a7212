import { type Ast, type QueryAst, readAst } from './ast.ts'
import { countOf, type EventCount, hasNoLabels, isMiss } from './event-count.ts'
import { type Miss, missed } from './miss.ts'
import { isZero } from './zero.ts'

/** Bad and all events of an error ratio. */
export interface RatioCounts {
  readonly errors: EventCount
  readonly total: EventCount
  /** The parts of the query that are divided: bad or good events, by all events. */
  readonly parts: readonly [some: Ast, all: Ast]
}

/**
 * Reads an error ratio as bad ÷ all events, or as one less the good part. Defaults and clamps around it are left out:
 * rules bring their own.
 */
export function readRatio(query: string): RatioCounts | Miss {
  const ast = readAst(query)
  return ast === undefined ? missed('unread', { from: 0, to: query.length }) : ratioOf(ast.root, ast)
}

function ratioOf(part: Ast, ast: QueryAst): RatioCounts | Miss {
  if (part.kind === 'call') {
    const [inner, ...limits] = part.given
    const isClamp = ['clamp_min', 'clamp_max', 'clamp'].includes(part.name) && limits.every(isBoundOfRatio)
    return isClamp && inner !== undefined ? ratioOf(inner, ast) : missed('function', part, part.name)
  }
  if (part.kind !== 'binary') return missed('unread', part)
  const { operator, left, right, matching } = part
  if (operator === 'or') return isDefault(right) ? ratioOf(left, ast) : missed('alternative', part)
  if (matching?.group !== undefined && !isOfNumbers(left, right, ast)) return missed('join', part)
  if (operator === '/')
    return right.kind === 'number' ? times(ratioOf(left, ast), 1 / right.value) : divided(left, right, ast)
  if (operator === '*') {
    if (left.kind === 'number') return times(ratioOf(right, ast), left.value)
    return right.kind === 'number' ? times(ratioOf(left, ast), right.value) : missed('product', part)
  }
  // 100 - 100 * good / all is a percentage of the bad ones.
  const whole = isOne(left) ? 1 : left.kind === 'number' ? left.value : undefined
  if (operator === '-' && whole !== undefined) return restOf(ratioOf(right, ast), whole)
  if (operator === '>=' && isZero(right) && !part.isBool) return ratioOf(left, ast)
  return missed(operator === 'and' || operator === 'unless' ? 'filtered' : 'product', part)
}

/** Whether both sides are single numbers, so that group_left joins nothing. */
function isOfNumbers(left: Ast, right: Ast, ast: QueryAst): boolean {
  const counts = [countOf(left, ast), countOf(right, ast)]
  return counts.every(count => !isMiss(count) && count.terms.every(hasNoLabels))
}

function isBoundOfRatio(limit: Ast): boolean {
  return limit.kind === 'number' && (limit.value <= 0 || limit.value >= 1)
}

/** `vector(0)` and `vector(1)`: what a ratio is where there are no events. */
function isDefault(part: Ast): boolean {
  return isZero(part) || isOne(part)
}

function isOne(part: Ast): boolean {
  if (part.kind === 'number') return part.value === 1
  const [inner] = part.kind === 'call' && part.name === 'vector' ? part.given : []
  return inner?.kind === 'number' && inner.value === 1
}

function divided(left: Ast, right: Ast, ast: QueryAst): RatioCounts | Miss {
  const [errors, total] = [countOf(left, ast), countOf(right, ast)]
  if (isMiss(errors)) return errors
  return isMiss(total) ? total : { errors, total, parts: [left, right] }
}

function times(ratio: RatioCounts | Miss, factor: number): RatioCounts | Miss {
  if (isMiss(ratio)) return ratio
  return { ...ratio, errors: multiplied(ratio.errors, factor) }
}

function multiplied(count: EventCount, factor: number): EventCount {
  return { ...count, terms: count.terms.map(term => ({ ...term, factor: term.factor * factor })) }
}

/** One less the good part of all events is the rest of them. */
function restOf(good: RatioCounts | Miss, whole: number): RatioCounts | Miss {
  if (isMiss(good)) return good
  const { errors, total } = good
  const terms = [...multiplied(total, whole).terms, ...multiplied(errors, -1).terms]
  return { ...good, errors: { terms } }
}
