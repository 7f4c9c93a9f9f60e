import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'
import { DEFAULT_LIMITS } from '../documents/limits.ts'
import { readDocuments } from '../documents/read.ts'
import { decodeText } from '../documents/text.ts'
import { visible } from '../lib/text.ts'
import type { Document, SourceText } from '../model/document.ts'
import { ConfigError } from '../model/errors.ts'
import type { Problem } from '../model/problem.ts'

/** What messages about the configuration call their source; it is no source of declarations. */
export const CONFIGURATION = 'configuration'

/** The one document of a configuration file, or why there is none; `file` is its text where it has any. */
export type FileReading =
  | { readonly type: 'document'; readonly document: Document }
  | { readonly type: 'problems'; readonly problems: readonly Problem[]; readonly file: SourceText | undefined }

/**
 * Reads a configuration file: YAML, or JSON where its name ends so. Links are followed, as a mounted ConfigMap needs it.
 * Throws `ConfigError` where there is no file that can be read.
 */
export function readConfigurationFile(path: string): FileReading {
  const decoded = decodeText(CONFIGURATION, path, bytesOf(path), DEFAULT_LIMITS)
  if ('problem' in decoded) return { type: 'problems', problems: [decoded.problem], file: undefined }
  const { file } = decoded
  const { documents, problems } = readDocuments(file, DEFAULT_LIMITS)
  const [document, second] = documents
  if (second !== undefined) return { type: 'problems', problems: [severalDocuments(second)], file }
  return document === undefined ? { type: 'problems', problems, file } : { type: 'document', document }
}

function severalDocuments({ file: { source, path }, line, column }: Document): Problem {
  return {
    code: 'InvalidField',
    severity: 'error',
    message: 'a configuration is one document, and here a second one begins',
    help: 'keep one of them',
    origin: { source, path, line, column },
    pointer: '',
  }
}

function bytesOf(path: string): Uint8Array {
  let file: number | undefined
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    const status = fstatSync(file)
    if (!status.isFile())
      throw new ConfigError(`the configuration ${visible(path)} is not a file`, 'name the file itself')
    // What is too large is told by its size alone, and never read.
    return status.size > DEFAULT_LIMITS.fileBytes ? new Uint8Array(DEFAULT_LIMITS.fileBytes + 1) : readFileSync(file)
  } catch (error) {
    throw error instanceof ConfigError ? error : unreadable(path, error)
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

function unreadable(path: string, error: unknown): ConfigError {
  const shown = visible(path)
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new ConfigError(`there is no configuration file ${shown}`, 'name one with --config or CHARTER_CONFIG')
    case 'EACCES':
    case 'EPERM':
      return new ConfigError(`the configuration ${shown} may not be read: permission denied`, 'make it readable')
  }
  return new ConfigError(`the configuration ${shown} cannot be read`, 'check the file and its disk')
}
