/**
 * Pairs of folders that may import each other: a register lists its members, and the members take their types from the
 * folder of the register.
 */
export const REGISTERS: readonly (readonly [register: string, members: string])[] = [
  ['dashboards/lint', 'dashboards/lint/rules'],
  ['k8s/lint', 'k8s/lint/rules'],
]

/** Whether two folders are a register and its members. */
export function isRegister([outer, inner]: readonly [string, string]): boolean {
  return REGISTERS.some(([register, members]) => register === outer && members === inner)
}
