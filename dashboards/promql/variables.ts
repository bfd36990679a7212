/** `$name`, `${name}` or `${name:format}`, as Grafana writes its variables. */
const VARIABLE = /\$(?:\{(\w+)(?::\w+)?\}|(\w+))/g

/** The names of the variables in a text, Grafana's own among them. */
export function variablesIn(text: string): readonly string[] {
  return [...text.matchAll(VARIABLE)].map(match => match[1] ?? match[2] ?? '')
}

/** Puts values in the place of variables; those that `values` does not know stay as they are. */
export function fillVariables(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(VARIABLE, (whole, braced?: string, bare?: string) => values[braced ?? bare ?? ''] ?? whole)
}
