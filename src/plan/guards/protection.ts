import { listed } from '../../lib/text.ts'
import { deletedBy, labelled } from './deleted.ts'
import { capped, type Guard, holdOf } from './guard.ts'

const PROTECTED = 'charter.sh/protected'

/** `Protected`: a resource would go that is stored with `charter.sh/protected: "true"`; only an earlier change can lift that. */
export const protection: Guard = ({ plan }) => {
  const names = labelled(deletedBy(plan).filter(({ annotations }) => annotations[PROTECTED] === 'true'))
  if (names.length === 0) return undefined
  return holdOf(plan, {
    code: 'Protected',
    message: `${listed(names)} would go and ${names.length === 1 ? 'is' : 'are'} protected`,
    evidence: { count: names.length, names: capped(names) },
    next: [`take the annotation \`${PROTECTED}\` away in a commit before the one that removes it`],
  })
}
