import { type Ast, type QueryAst, readAst } from './ast.ts'
import { constantOf } from './constant.ts'
import { type Constant, countOf, type EventCount, hasNoLabels, isMiss } from './event-count.ts'
import { type Miss, missed } from './miss.ts'
import { isZero } from './zero.ts'

/** Bad and all events of an error ratio. */
export interface RatioCounts {
  readonly errors: EventCount
  readonly total: EventCount
  /** The parts of the query that are divided: bad or good events, by all events. */
  readonly parts: readonly [some: Ast, all: Ast]
  /** What the query says the ratio is where there are no events. */
  readonly withoutEvents?: Constant
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
  if (operator === 'or') return withDefault(part, ast)
  if (matching?.group !== undefined && !isOfNumbers(left, right, ast)) return missed('join', part)
  const [before, behind] = [constantOf(left), constantOf(right)]
  if (operator === '/') return behind === undefined ? divided(left, right, ast) : times(ratioOf(left, ast), 1 / behind)
  if (operator === '*') {
    if (before !== undefined) return times(ratioOf(right, ast), before)
    return behind === undefined ? missed('product', part) : times(ratioOf(left, ast), behind)
  }
  // 100 - 100 * good / all is a percentage of the bad ones.
  if (operator === '-' && before !== undefined) return restOf(ratioOf(right, ast), before)
  if (operator === '>=' && isZero(right) && !part.isBool) return ratioOf(left, ast)
  return missed(operator === 'and' || operator === 'unless' ? 'filtered' : 'product', part)
}

/** `vector(0)`, `vector(1)` and the like: what a ratio is where there are no events. */
function withDefault(part: Extract<Ast, { kind: 'binary' }>, ast: QueryAst): RatioCounts | Miss {
  const { left, right } = part
  const value = isZero(right) ? 0 : constantOf(right)
  if (value !== 0 && value !== 1) return missed('alternative', part)
  const ratio = ratioOf(left, ast)
  return isMiss(ratio) ? ratio : { ...ratio, withoutEvents: { value, range: [right.from, right.to] } }
}

/** Whether both sides are single numbers, so that group_left joins nothing. */
function isOfNumbers(left: Ast, right: Ast, ast: QueryAst): boolean {
  const counts = [countOf(left, ast), countOf(right, ast)]
  return counts.every(count => !isMiss(count) && count.terms.every(hasNoLabels))
}

function isBoundOfRatio(limit: Ast): boolean {
  return limit.kind === 'number' && (limit.value <= 0 || limit.value >= 1)
}

function divided(left: Ast, right: Ast, ast: QueryAst): RatioCounts | Miss {
  const [errors, total] = [countOf(left, ast), countOf(right, ast)]
  if (isMiss(errors)) return errors
  return isMiss(total) ? total : { errors, total, parts: [left, right] }
}

function times(ratio: RatioCounts | Miss, factor: number): RatioCounts | Miss {
  if (isMiss(ratio)) return ratio
  const { withoutEvents } = ratio
  const changed = withoutEvents && { withoutEvents: { ...withoutEvents, value: withoutEvents.value * factor } }
  return { ...ratio, errors: multiplied(ratio.errors, factor), ...changed }
}

function multiplied(count: EventCount, factor: number): EventCount {
  return { ...count, terms: count.terms.map(term => ({ ...term, factor: term.factor * factor })) }
}

/** One less the good part of all events is the rest of them. */
function restOf(good: RatioCounts | Miss, whole: number): RatioCounts | Miss {
  if (isMiss(good)) return good
  const { errors, total, withoutEvents } = good
  const changed = withoutEvents && { withoutEvents: { ...withoutEvents, value: whole - withoutEvents.value } }
  const terms = [...multiplied(total, whole).terms, ...multiplied(errors, -1).terms]
  return { ...good, errors: { terms }, ...changed }
}
