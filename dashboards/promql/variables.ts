/** `$name`, `${name}`, `${name.field:format}` or the old `[[name:format]]`, as Grafana writes its variables. */
const VARIABLE = /\$\{(\w+)(?:\.[^:^}]+)?(?::[^}]+)?\}|\$(\w+)|\[\[(\w+)(?:\.[^:\]]+)?(?::\w+)?\]\]/g

/** A variable where it stands in a text. */
export interface VariableUse {
  readonly name: string
  readonly start: number
  readonly end: number
}

/** Every use of a variable in a text, also of Grafana's built-in ones. */
export function variableUses(text: string): readonly VariableUse[] {
  return [...text.matchAll(VARIABLE)].map(match => ({
    name: match[1] ?? match[2] ?? match[3] ?? '',
    start: match.index,
    end: match.index + match[0].length,
  }))
}

/** The names of the variables in a text, also of Grafana's built-in ones. */
export function variablesIn(text: string): readonly string[] {
  return variableUses(text).map(({ name }) => name)
}

/** Replaces variables by their values; those that `values` lacks stay as they are. */
export function fillVariables(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(
    VARIABLE,
    (whole, braced?: string, bare?: string, bracketed?: string) => values[braced ?? bare ?? bracketed ?? ''] ?? whole,
  )
}

/** Replaces every variable by one text. */
export function fillAll(text: string, value: string): string {
  return text.replace(VARIABLE, value)
}
