import type { Ast, QueryAst, SelectorPart } from './ast.ts'
import { portableSelector } from './bucket-bounds.ts'
import { COUNTING, type CounterTerm, type CountingFunction } from './counter-term.ts'
import { isFilter } from './event-filter.ts'
import { type Miss, missed } from './miss.ts'
import { groupingText, matchingText } from './write-count.ts'
import { isZero } from './zero.ts'

/** A counted range inside a sum, and what stands around it. */
type CounterPath = Pick<CounterTerm, 'factor' | 'around' | 'choices' | 'fn' | 'selector'>

const FEW_SAMPLES = ['irate', 'idelta']
const NO_RESTARTS = ['delta', 'deriv']

/** Aggregations of which the result grows with each series inside. */
const KEPT_INSIDE = ['sum', 'max', 'min', 'avg']

/**
 * Follows what is summed down to the one function of a range that counts. What is passed on the way, such as
 * `max without (replica)` or a join with an info metric, works for each series by itself, and stays around it.
 */
export function followToCounter(part: Ast, ast: QueryAst): CounterPath | Miss {
  switch (part.kind) {
    case 'call':
      return followCall(part, ast)
    case 'aggregate': {
      const [inner] = part.given
      if (inner === undefined || !KEPT_INSIDE.includes(part.name)) return missed('no-sum', part, part.name)
      return around(chosen(followToCounter(inner, ast), part), `${part.name}${groupingText(part.grouping)} (`, ')')
    }
    case 'binary':
      return followBinary(part, ast)
    case 'subquery':
      return missed('subquery', part)
    case 'selector':
      return missed('fixed-window', part)
    default:
      return missed('constant', part)
  }
}

function chosen(path: CounterPath | Miss, { name, grouping }: Extract<Ast, { kind: 'aggregate' }>): CounterPath | Miss {
  if ('reason' in path || name === 'sum') return path
  return { ...path, choices: [{ name, grouping }, ...path.choices] }
}

function followCall(part: Extract<Ast, { kind: 'call' }>, ast: QueryAst): CounterPath | Miss {
  const [inner, ...rest] = part.given
  if (inner === undefined) return missed('constant', part)
  if (FEW_SAMPLES.includes(part.name)) return missed('few-samples', part, part.name)
  if (NO_RESTARTS.includes(part.name)) return missed('no-restarts', part, part.name)
  if (isCounting(part.name)) return counted(part.name, inner)
  if (part.name === 'label_replace' || part.name === 'label_join') {
    const texts = rest.map(text => ast.query.slice(text.from, text.to)).join(', ')
    return around(followToCounter(inner, ast), `${part.name}(`, `, ${texts})`)
  }
  const isHeldAboveZero = part.name === 'clamp_min' && rest.every(limit => limit.kind === 'number' && limit.value <= 0)
  return isHeldAboveZero ? followToCounter(inner, ast) : missed('function', part, part.name)
}

function isCounting(name: string): name is CountingFunction {
  return COUNTING.some(known => known === name)
}

function counted(fn: CountingFunction, range: Ast): CounterPath | Miss {
  if (range.kind === 'subquery') return missed('subquery', range)
  if (range.kind !== 'selector') return missed('unread', range)
  const why = whyNotPlain(range)
  return why === undefined
    ? { factor: 1, around: ['', ''], choices: [], fn, selector: portableSelector(range) }
    : missed(why, range)
}

function whyNotPlain({ metric, range, hasMoment }: SelectorPart): Miss['reason'] | undefined {
  if (metric === '') return 'several-metrics'
  if (range !== 'window') return 'fixed-window'
  return hasMoment ? 'moment' : undefined
}

function followBinary(part: Extract<Ast, { kind: 'binary' }>, ast: QueryAst): CounterPath | Miss {
  const { operator, left, right } = part
  if (operator === 'or') return isZero(right) ? followToCounter(left, ast) : missed('alternative', part)
  if (right.kind === 'number' && ['>', '>=', '!='].includes(operator) && right.value === 0 && !part.isBool) {
    return followToCounter(left, ast)
  }
  const [side, number] =
    left.kind === 'number' ? [right, left.value] : [left, right.kind === 'number' ? right.value : undefined]
  if (number !== undefined && (operator === '*' || (operator === '/' && side === left))) {
    const path = followToCounter(side, ast)
    if ('reason' in path) return path
    return { ...path, factor: operator === '*' ? path.factor * number : path.factor / number }
  }
  if (countsEvents(left) && countsEvents(right)) return missed('product', part)
  return joined(part, ast)
}

/** A series that is multiplied by an info metric still counts its events. */
function joined(part: Extract<Ast, { kind: 'binary' }>, ast: QueryAst): CounterPath | Miss {
  const { operator, left, right, matching, from, to } = part
  // What is hidden for a while is no event when it is back: a night's errors are no morning's.
  if (isFilter(part)) return missed('filtered', { from, to })
  const text = (side: Ast): string => `(${ast.query.slice(side.from, side.to)})`
  const words = matching === undefined ? '' : ` ${matchingText(matching)}`
  if (countsEvents(left) && ['*', '/'].includes(operator)) {
    return around(followToCounter(left, ast), '(', `) ${operator}${words} ${text(right)}`)
  }
  if (countsEvents(right) && operator === '*') {
    return around(followToCounter(right, ast), `${text(left)} ${operator}${words} (`, ')')
  }
  return missed(['*', '/', '+', '-'].includes(operator) ? 'product' : 'comparison', { from, to })
}

function around(path: CounterPath | Miss, before: string, after: string): CounterPath | Miss {
  if ('reason' in path) return path
  return { ...path, around: [before + path.around[0], path.around[1] + after] }
}

/** Whether a part has a range of the window in it. */
function countsEvents(part: Ast): boolean {
  switch (part.kind) {
    case 'selector':
      return part.range !== undefined
    case 'call':
    case 'aggregate':
      return part.given.some(countsEvents)
    case 'binary':
      return countsEvents(part.left) || countsEvents(part.right)
    case 'negative':
    case 'subquery':
      return countsEvents(part.inner)
    default:
      return false
  }
}
