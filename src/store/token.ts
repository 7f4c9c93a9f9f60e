import { randomBytes } from 'node:crypto'
import { closeSync, constants, fstatSync, openSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { visible } from '../lib/text.ts'
import { StoreError } from '../model/errors.ts'
import { codeOf, storeError } from './trouble.ts'

/** The token of a state folder's operator, and where it lies. */
export interface OperatorToken {
  readonly path: string
  readonly token: string
  readonly isNew: boolean
}

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants

/** Reads the token that lies in a state folder, for its owner alone; makes one of 256 random bits where there is none (api.md §2). Throws `StoreError`. */
export function operatorToken(folder: string): OperatorToken {
  const path = join(folder, 'operator-token')
  try {
    return { path, token: read(path), isNew: false }
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error instanceof StoreError ? error : storeError('read', path, error)
  }
  const token = randomBytes(32).toString('base64url')
  try {
    const file = openSync(path, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW, 0o600)
    try {
      writeFileSync(file, `${token}\n`)
    } catch (error) {
      // Half a token would be refused by every start.
      unlinkSync(path)
      throw error
    } finally {
      closeSync(file)
    }
  } catch (error) {
    throw storeError('write', path, error)
  }
  return { path, token, isNew: true }
}

function read(path: string): string {
  const file = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  try {
    const found = fstatSync(file)
    if (!found.isFile())
      throw new StoreError('StateForeign', `${visible(path)} is no file`, 'remove it; a start makes another one')
    if ((found.mode & 0o077) !== 0)
      throw new StoreError(
        'StateNotOwned',
        `others than its owner may read ${visible(path)}`,
        `make it private: chmod 600 ${visible(path)}`,
      )
    const token = readFileSync(file, 'utf8').trim()
    if (token.length < 32)
      throw new StoreError('StateForeign', `${visible(path)} holds no token`, 'remove it; a start makes another one')
    return token
  } finally {
    closeSync(file)
  }
}
