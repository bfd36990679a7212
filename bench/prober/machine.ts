import { readFileSync } from 'node:fs'

/** The kernel's clock tick in /proc (`getconf CLK_TCK`); 100 on every Linux that matters. */
const TICKS_A_SECOND = 100

/** Seconds of processor time a process has used, its threads included (proc(5), fields utime and stime). */
export function cpuSeconds(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND
}

/** Memory of a process in MiB (proc_pid_smaps(5)). */
export interface Memory {
  /** All pages that are resident, those of files included. */
  readonly resident: number
  /** The same, with each page divided among the processes that share it: what this one costs the machine. */
  readonly proportional: number
  /** Pages that no file backs, which the system cannot drop. */
  readonly anonymous: number
  /** The largest resident size so far. */
  readonly peak: number
}

export function memoryMib(pid: number): Memory {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const field = (text: string, name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1]) / 1024
  return {
    resident: field(rollup, 'Rss'),
    proportional: field(rollup, 'Pss'),
    anonymous: field(rollup, 'Anonymous'),
    peak: field(status, 'VmHWM'),
  }
}

/** Memory as text. */
export function renderMemory({ resident, proportional, anonymous, peak }: Memory): string {
  const mib = (value: number) => value.toFixed(0)
  return `RSS ${mib(resident)} MiB (peak ${mib(peak)}), PSS ${mib(proportional)} MiB, ${mib(anonymous)} MiB of it not backed by files`
}

/** The middle one. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

/** Slope of a line through points by least squares. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (pick: (point: readonly [number, number]) => number) =>
    points.reduce((sum, point) => sum + pick(point), 0) / points.length
  const [x, y] = [mean(point => point[0]), mean(point => point[1])]
  const over = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0)
  return over / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0)
}
