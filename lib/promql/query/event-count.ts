import { keepLastResults } from '../../text/last-results.ts'
import { type Ast, type Grouping, KEPT_READINGS, type QueryAst, readAst } from './ast.ts'
import { followToCounter } from './counter-path.ts'
import { COUNTING, type CounterTerm } from './counter-term.ts'
import { type Miss, missed } from './miss.ts'
import { isZero } from './zero.ts'

/** A constant that a query falls back to, or is held above, and its place. */
interface Constant {
  readonly value: number
  readonly range: readonly [number, number]
}

/** A query as a sum of counted events. */
export interface EventCount {
  readonly terms: readonly CounterTerm[]
  /** The constant in `… or vector(1)`, where the query is never without a value. */
  readonly fallback?: Constant
  /** The constant above 0 in `clamp_min(…, 1)`. */
  readonly floor?: Constant
}

/** Whether a result is the reason why something is not read. */
export function isMiss(result: object): result is Miss {
  return 'reason' in result
}

/**
 * Reads a query as a sum of counted events, however it is written: brackets, defaults of zero, guards against zero,
 * factors, differences and offsets mean the same in every order. Gives the reason where it is something else.
 */
export const readEventCount: (query: string) => EventCount | Miss = keepLastResults(query => {
  const ast = readAst(query)
  return ast === undefined ? missed('unread', { from: 0, to: query.length }) : countOf(ast.root, ast)
}, KEPT_READINGS)

/** The same of a part of a query. */
export function countOf(part: Ast, ast: QueryAst): EventCount | Miss {
  const inside = READERS[part.kind]
  return inside === undefined ? missed('constant', part) : inside(part as never, ast)
}

type Read<Kind extends Ast['kind']> = (part: Extract<Ast, { kind: Kind }>, ast: QueryAst) => EventCount | Miss

const READERS: { readonly [Kind in Ast['kind']]?: Read<Kind> } = {
  selector: part => missed('not-summed', part),
  subquery: part => missed('subquery', part),
  negative: ({ inner }, ast) => scaled(countOf(inner, ast), -1),
  aggregate: ofAggregate,
  call: ofCall,
  binary: ofBinary,
}

function ofAggregate(part: Extract<Ast, { kind: 'aggregate' }>, ast: QueryAst): EventCount | Miss {
  const [inner] = part.given
  if (inner === undefined) return missed('no-sum', part, part.name)
  return part.name === 'sum' ? summed(inner, part.grouping, ast) : oneReplica(part, inner, ast)
}

/** `max(sum by (replica) (…))` takes one of the copies that a pair of Prometheus has: their sum is that one. */
function oneReplica(part: Extract<Ast, { kind: 'aggregate' }>, inner: Ast, ast: QueryAst): EventCount | Miss {
  const isOfCopies =
    inner.kind === 'aggregate' &&
    inner.name === 'sum' &&
    inner.grouping?.isBy === true &&
    inner.grouping.labels.some(label => REPLICA.test(label))
  const isOne = ['max', 'min', 'avg'].includes(part.name) && isOfCopies
  return isOne ? summed(part, part.grouping, ast) : missed('no-sum', part, part.name)
}

/** A label that tells the copies of a pair apart. */
const REPLICA = /replica|^prometheus$/

/** `sum(a - b)` is `sum(a) - sum(b)`, where each series has its partner. */
function summed(inner: Ast, grouping: Grouping | undefined, ast: QueryAst): EventCount | Miss {
  if (inner.kind === 'binary' && (inner.operator === '+' || inner.operator === '-') && !inner.matching?.group) {
    const left = summed(inner.left, grouping, ast)
    const right = summed(inner.right, grouping, ast)
    return added(left, inner.operator === '-' ? scaled(right, -1) : right)
  }
  const path = followToCounter(inner, ast)
  if ('reason' in path) return path
  const { around, fn, selector, factor } = path
  return { terms: [{ factor, grouping, around, fn, selector }] }
}

/** What a function changes of the count inside it: nothing, or a constant. */
function ofCall(part: Extract<Ast, { kind: 'call' }>, ast: QueryAst): EventCount | Miss {
  const [inner, limit] = part.given
  if (inner === undefined) return missed('constant', part)
  const isBelow = part.name === 'clamp_min' || (part.name === 'clamp' && isInfinite(part.given[2]))
  if (isBelow && limit?.kind === 'number') {
    const count = countOf(inner, ast)
    if (isMiss(count) || limit.value <= 0) return count
    return { ...count, floor: { value: limit.value, range: [part.from, part.to] } }
  }
  if (part.name === 'scalar' || (part.name === 'vector' && inner.kind !== 'number')) {
    const count = countOf(inner, ast)
    return isMiss(count) || count.terms.every(hasNoLabels) ? count : missed('function', part, part.name)
  }
  if (COUNTERS.has(part.name)) return missed('not-summed', part)
  return part.name === 'vector' ? missed('constant', part) : missed('function', part, part.name)
}

const COUNTERS: ReadonlySet<string> = new Set([...COUNTING, 'irate', 'delta', 'idelta', 'deriv'])

function isInfinite(part: Ast | undefined): boolean {
  return part?.kind === 'number' && part.value === Number.POSITIVE_INFINITY
}

function ofBinary(part: Extract<Ast, { kind: 'binary' }>, ast: QueryAst): EventCount | Miss {
  const { operator, left, right, matching } = part
  if (operator === 'or') return withDefault(part, ast)
  if (matching?.group !== undefined && !isLabelless(part, ast)) return missed('join', part)
  if (operator === '+' || operator === '-') {
    if (isZero(right)) return countOf(left, ast)
    const constant = [left, right].find(side => side.kind === 'number')
    if (operator === '+' && constant?.kind === 'number') return raised(part, constant.value, ast)
    const other = countOf(right, ast)
    const signed = operator === '-' ? scaled(other, -1) : other
    return isZero(left) ? signed : added(countOf(left, ast), signed)
  }
  if (operator === '*' && left.kind === 'number') return scaled(countOf(right, ast), left.value)
  if (right.kind === 'number') {
    if (operator === '*') return scaled(countOf(left, ast), right.value)
    if (operator === '/') return scaled(countOf(left, ast), 1 / right.value)
    // A count is never below zero, so what is at least that, or above it, is the count wherever there are events.
    if ((operator === '>' || operator === '>=') && right.value <= 0 && !part.isBool) return countOf(left, ast)
  }
  return missed(REASONS[operator] ?? 'product', part)
}

/** `x + 0.001` is never zero, and otherwise nearly x. */
function raised(
  { left, right, from, to }: Extract<Ast, { kind: 'binary' }>,
  value: number,
  ast: QueryAst,
): EventCount | Miss {
  const count = countOf(left.kind === 'number' ? right : left, ast)
  return isMiss(count) ? count : { ...count, floor: { value, range: [from, to] } }
}

/** Whether both sides of an operator come without labels, so that group_left joins nothing. */
function isLabelless({ left, right }: Extract<Ast, { kind: 'binary' }>, ast: QueryAst): boolean {
  const counts = [countOf(left, ast), countOf(right, ast)]
  return counts.every(count => !isMiss(count) && count.terms.every(hasNoLabels))
}

/** Whether a term is one number. */
export function hasNoLabels({ grouping }: CounterTerm): boolean {
  return grouping === undefined || (grouping.isBy && grouping.labels.length === 0)
}

const REASONS: Readonly<Record<string, 'filtered' | 'comparison'>> = {
  and: 'filtered',
  unless: 'filtered',
  '>': 'comparison',
  '<': 'comparison',
  '>=': 'comparison',
  '<=': 'comparison',
  '==': 'comparison',
  '!=': 'comparison',
}

/** `x or vector(0)` is x: rules count a missing series as no events wherever there are any. */
function withDefault(part: Extract<Ast, { kind: 'binary' }>, ast: QueryAst): EventCount | Miss {
  const { left, right } = part
  if (isZero(right)) {
    const count = countOf(left, ast)
    const isEverywhere = right.kind === 'call' && right.name === 'vector'
    return isMiss(count) || !isEverywhere ? count : { ...count, fallback: { value: 0, range: [right.from, right.to] } }
  }
  const [constant] = right.kind === 'call' && right.name === 'vector' ? right.given : []
  if (constant?.kind !== 'number') return missed('alternative', part)
  const count = countOf(left, ast)
  return isMiss(count) ? count : { ...count, fallback: { value: constant.value, range: [right.from, right.to] } }
}

function scaled(count: EventCount | Miss, factor: number): EventCount | Miss {
  if (isMiss(count)) return count
  return { ...count, terms: count.terms.map(term => ({ ...term, factor: term.factor * factor })) }
}

function added(one: EventCount | Miss, other: EventCount | Miss): EventCount | Miss {
  if (isMiss(one)) return one
  if (isMiss(other)) return other
  const [fallback, floor] = [one.fallback ?? other.fallback, one.floor ?? other.floor]
  return { terms: [...one.terms, ...other.terms], ...(fallback && { fallback }), ...(floor && { floor }) }
}
