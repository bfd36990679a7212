import type { SyntaxNode } from '@lezer/common'
import { argumentsOf, children, expressionsOf, textOf } from '../../lib/promql/nodes.ts'
import { isTooDeep } from '../../lib/promql/syntax.ts'
import { parsePromql } from '../../lib/promql/tree.ts'

/** What a value counts: powers of seconds, bytes and events, and the factor between it and those units. */
export interface Quantity {
  readonly seconds: number
  readonly bytes: number
  readonly events: number
  /** 1000 for a duration in milliseconds, 100 for a ratio in percent. */
  readonly factor: number
}

const NONE: Quantity = { seconds: 0, bytes: 0, events: 0, factor: 1 }

/** A quantity of these units, in themselves. */
export function quantityOf(units: Partial<Quantity>): Quantity {
  return { ...NONE, ...units }
}

/** A number as it is written; it has no unit, and is a factor only of what it multiplies. */
interface Constant {
  readonly constant: number
}

/** The quantity of a series by its name; undefined where the name does not say. */
export type QuantityOfSeries = (name: string) => Quantity | undefined

/** Whether two quantities are the same; the factor is compared but for what floating point makes of it. */
export function isSameQuantity(one: Quantity, other: Quantity): boolean {
  const same = (key: keyof Quantity) => Math.abs(one[key] - other[key]) <= 1e-9 * Math.abs(other[key])
  return same('seconds') && same('bytes') && same('events') && same('factor')
}

/** A quantity in words, such as “bytes per second”. */
export function describeQuantity({ seconds, bytes, events, factor }: Quantity): string {
  const units = Object.entries({ events, bytes, seconds })
  const named = (sign: number) =>
    units.flatMap(([unit, power]) => (Math.sign(power) === sign ? [Math.abs(power) === 1 ? unit : `${unit}²`] : []))
  const above = named(1).join(' × ') || (named(-1).length > 0 ? '1' : 'a ratio')
  const below = named(-1).map(unit => ` per ${unit.replace(/s(?=²?$)/, '')}`)
  const times = factor === 1 ? '' : ` times ${Number(factor.toPrecision(6))}`
  return `${above}${below.join('')}${times}`
}

/**
 * The quantity of a query's values, from the names of its series (https://prometheus.io/docs/practices/naming/): the
 * rate of seconds is a ratio, the rate of events is per second. Undefined where a part of it is not known.
 */
export function quantityOfQuery(query: string, ofSeries: QuantityOfSeries): Quantity | undefined {
  if (isTooDeep(query)) return undefined
  const { topNode } = parsePromql(query)
  const found = topNode.firstChild === null ? undefined : valueAt(topNode.firstChild, { query, ofSeries })
  return found === undefined || 'constant' in found ? undefined : found
}

type Value = Quantity | Constant | undefined

interface Scope {
  readonly query: string
  readonly ofSeries: QuantityOfSeries
}

const BY_KIND: Readonly<Record<string, (node: SyntaxNode, scope: Scope) => Value>> = {
  NumberDurationLiteral: (node, { query }) => ({ constant: Number(textOf(query, node)) }),
  VectorSelector: (node, { query, ofSeries }) => ofSeries(textOf(query, node.getChild('Identifier'))),
  FunctionCall: called,
  AggregateExpr: aggregated,
  BinaryExpr: combined,
}

/** Everything else stands around one expression. */
function valueAt(node: SyntaxNode, scope: Scope): Value {
  const [inner] = expressionsOf(node)
  return BY_KIND[node.name]?.(node, scope) ?? (node.name in BY_KIND || !inner ? undefined : valueAt(inner, scope))
}

const PER_SECOND = new Set(['rate', 'irate', 'deriv', 'idelta'])
/** Functions and aggregations whose value is a number of series or samples, or something that no unit describes. */
const NUMBERS = new Set(['count', 'group', 'changes', 'resets', 'absent', 'present_over_time'])
const MOMENTS = new Set(['time', 'timestamp'])
const UNKNOWN = new Set([
  'count_over_time',
  'sqrt',
  'exp',
  'ln',
  'log2',
  'log10',
  'stdvar',
  'stdvar_over_time',
  'vector',
  'scalar',
])

function called(node: SyntaxNode, scope: Scope): Value {
  const name = textOf(scope.query, node.getChild('FunctionIdentifier'))
  if (MOMENTS.has(name)) return quantityOf({ seconds: 1 })
  if (name === 'histogram_quantile') return ofBuckets(node, scope)
  const [vector] = argumentsOf(node).slice(name === 'quantile_over_time' ? 1 : 0)
  return applied(name, vector === undefined ? undefined : valueAt(vector, scope))
}

function aggregated(node: SyntaxNode, scope: Scope): Value {
  const last = argumentsOf(node).at(-1)
  const name = textOf(scope.query, node.getChild('AggregateOp')).toLowerCase()
  return applied(name, last === undefined ? undefined : valueAt(last, scope))
}

function applied(name: string, value: Value): Value {
  if (NUMBERS.has(name)) return NONE
  if (UNKNOWN.has(name)) return undefined
  if (!isUnit(value)) return value
  return PER_SECOND.has(name) ? { ...value, seconds: value.seconds - 1 } : value
}

/** A quantile of buckets is in the unit of their bounds, which is that of the histogram's sum. */
function ofBuckets(node: SyntaxNode, { query, ofSeries }: Scope): Value {
  const [, histogram] = /(\w+)_bucket\b/.exec(textOf(query, node)) ?? []
  return histogram === undefined ? undefined : ofSeries(`${histogram}_sum`)
}

function combined(node: SyntaxNode, scope: Scope): Value {
  const [one, other] = expressionsOf(node).map(part => valueAt(part, scope))
  const has = (...names: string[]) => children(node).some(({ name }) => names.includes(name))
  if (has('Mul')) return product(one, other, 1)
  if (has('Div')) return product(one, other, -1)
  // What is raised to the power of 0 is 1, whatever it counts.
  if (has('Pow'))
    return other !== undefined && 'constant' in other && other.constant === 0 ? { constant: 1 } : undefined
  if (has('Mod', 'Atan2')) return undefined
  if (has('BoolModifier')) return NONE
  if (has('And', 'Unless')) return one
  // What is left where a value equals a constant is that constant.
  if (has('Eql') && !isUnit(other)) return other
  // Of a sum, a choice or a comparison both sides count the same; a constant counts what the other side does.
  if (has('Add', 'Sub', 'Or')) return alike(one, other)
  return isUnit(one) || one === undefined ? one : other
}

function alike(one: Value, other: Value): Value {
  if (!isUnit(one) || !isUnit(other))
    return one === undefined || other === undefined ? undefined : isUnit(one) ? one : other
  return isSameQuantity(one, other) ? one : undefined
}

function isUnit(value: Value): value is Quantity {
  return value !== undefined && !('constant' in value)
}

/** What is multiplied by 0 or NaN stands in for a missing value, and counts whatever the rest does. */
function product(one: Value, other: Value, sign: 1 | -1): Value {
  if (one === undefined || other === undefined) return undefined
  if ('constant' in one && 'constant' in other) return { constant: one.constant * other.constant ** sign }
  const left = 'constant' in one ? { ...NONE, factor: one.constant } : one
  const right = 'constant' in other ? { ...NONE, factor: other.constant } : other
  const factor = left.factor * right.factor ** sign
  if (factor === 0 || Number.isNaN(factor)) return { constant: factor }
  if (!Number.isFinite(factor)) return undefined
  return {
    seconds: left.seconds + sign * right.seconds,
    bytes: left.bytes + sign * right.bytes,
    events: left.events + sign * right.events,
    factor,
  }
}
