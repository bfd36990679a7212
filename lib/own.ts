/**
 * What a table itself holds for a key that comes from outside. Every object also answers to the names of its methods:
 * `table['constructor']` is a function, whatever the table is of.
 */
export function own<Value>(table: Readonly<Partial<Record<string, Value>>>, key: string): Value | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined
}
