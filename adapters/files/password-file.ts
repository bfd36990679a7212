import { describeError } from '../../lib/describe-error.ts'
import { isExternal } from '../../lib/system-error.ts'
import { readSource } from './files.ts'

/** A password as a file holds it; undefined without a file. */
export type PasswordReading = { readonly password: string | undefined } | { readonly mistake: string }

/** Reads the file that PASSWORD_FILE names, or says why that cannot be. A line break at its end is not part of it. */
export async function readPassword(file: string | undefined): Promise<PasswordReading> {
  if (file === undefined) return { password: undefined }
  try {
    const password = (await readSource(file)).text.replace(/\r?\n$/, '')
    if (password !== '') return { password }
    return { mistake: `Cannot use PASSWORD_FILE "${file}": it is empty` }
  } catch (error) {
    if (!isExternal(error)) throw error
    return { mistake: `Cannot read PASSWORD_FILE "${file}": ${describeError(error)}` }
  }
}
