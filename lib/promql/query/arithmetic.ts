const OPERATORS: Readonly<Record<string, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '%': (left, right) => left % right,
  '^': (left, right) => left ** right,
}

/** What an operator makes of two numbers; undefined for one that calculates nothing, or where one is no number. */
export function calculated(operator: string, left: number | undefined, right: number | undefined): number | undefined {
  return left === undefined || right === undefined ? undefined : OPERATORS[operator]?.(left, right)
}
