import type { Commit, Person } from '../../model/commit.ts'

/** Who signed a commit with a key that its source trusts, as far as somebody looked; `Name <mail>` and bare names are both understood. */
export function signersOf({ signer }: Pick<Commit, 'signer'>): readonly Person[] {
  if (signer?.type !== 'verified') return []
  const { identity } = signer
  const [, name, email] = /^(.*?)\s*<([^<>]*)>$/.exec(identity) ?? []
  return [{ name: name === undefined || name === '' ? identity : name, email: email?.trim() ?? identity }]
}

/** Whether a commit may approve: where its source verifies signatures, only one that is signed by a trusted key (design §6). */
export function isVouchedFor({ signer }: Commit): boolean {
  return signer === undefined || signer.type === 'verified'
}
