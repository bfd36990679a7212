import { printable } from './printable.ts'

/** A text from outside as one line that every terminal, log and page can show. */
export function oneLine(text: string): string {
  return printable(text.replaceAll(/\s+/g, ' ')).trim()
}
