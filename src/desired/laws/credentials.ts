import { text } from '../../access/fields.ts'
import { listed } from '../../lib/text.ts'
import type { Finding } from '../../model/problem.ts'
import { keyOf, type Resource } from '../../model/resource.ts'
import type { OrganizationLaw } from '../view.ts'
import { called } from './words.ts'

/** What each authentication needs (model §3 `CredentialsIncomplete`). */
const NEEDED: ReadonlyMap<string, readonly string[]> = new Map([
  ['USERNAME_PASSWORD', ['username', 'passwordRef']],
  ['TOKEN', ['tokenRef']],
  ['KEY_PAIR', ['username', 'privateKeyRef']],
  ['CLIENT_SECRET', ['clientId', 'clientSecretRef']],
])

/** A data source has all credentials that its authentication needs, and no half of a pair (model §3 `CredentialsIncomplete`). */
export const credentialsAreComplete: OrganizationLaw = (view) => view.of('DataSource').flatMap(credentialFindings)

/** What of its credentials a data source lacks, or has by half. */
export function credentialFindings(source: Resource): readonly Finding[] {
  return [...neededBy(source), ...halves(source)]
}

function neededBy(source: Resource): readonly Finding[] {
  const type = text(source.spec, 'authenticationType')
  const missing = (NEEDED.get(type ?? '') ?? []).filter((field) => source.spec[field] === undefined)
  if (type === undefined || missing.length === 0) return []
  const message = `${called(source)} with authenticationType ${type} lacks ${listed(missing)}`
  return [
    finding(
      source,
      '/spec/authenticationType',
      message,
      `add ${listed(missing)}, or choose another authenticationType`,
    ),
  ]
}

function halves(source: Resource): readonly Finding[] {
  const { username, passwordRef, privateKeyRef, privateKeyPassphraseRef, authenticationType } = source.spec
  const found: Finding[] = []
  // With USERNAME_PASSWORD the pair is needed as a whole and is told above; KEY_PAIR has a user name of its own.
  if (authenticationType !== 'USERNAME_PASSWORD') {
    if (username !== undefined && passwordRef === undefined && authenticationType !== 'KEY_PAIR') {
      const message = `${called(source)} has a username without passwordRef`
      found.push(finding(source, '/spec/username', message, 'add passwordRef, or take username out: both or neither'))
    }
    if (username === undefined && passwordRef !== undefined) {
      const message = `${called(source)} has a passwordRef without username`
      found.push(
        finding(source, '/spec/passwordRef', message, 'add username, or take passwordRef out: both or neither'),
      )
    }
  }
  if (privateKeyPassphraseRef !== undefined && privateKeyRef === undefined) {
    const message = `${called(source)} has a privateKeyPassphraseRef without privateKeyRef`
    found.push(
      finding(source, '/spec/privateKeyPassphraseRef', message, 'add privateKeyRef, or take the passphrase out'),
    )
  }
  return found
}

function finding(source: Resource, pointer: string, message: string, help: string): Finding {
  return {
    code: 'CredentialsIncomplete',
    key: keyOf(source),
    pointer,
    subject: message,
    message,
    help,
  }
}
