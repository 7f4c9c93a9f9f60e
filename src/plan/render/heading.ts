import { visible } from '../../lib/text.ts'
import type { Change } from '../../model/change.ts'
import type { Plan } from '../../model/plan.ts'
import { identityOf, type Kind, type Resource } from '../../model/resource.ts'
import { isMove } from './counts.ts'
import { placeOf, revisionsText } from './place.ts'
import { unitLabel } from './report.ts'
import { quoted } from './value.ts'

/** The sign of an action; words stand beside it everywhere. */
export type ActionSign = '+' | '~' | '-' | '->'

/** A kind as words: `UserGroup` is `user group`. */
export function kindText(kind: Kind): string {
  return kind.replace(/(?<=[a-z])[A-Z]/g, ' $&').toLowerCase()
}

/** The sign, the sentence and the place of one change: `~ user "ada" will be updated`, `orgs/acme/users.yaml:14`. */
export interface ChangeHeading {
  readonly sign: ActionSign
  readonly text: string
  readonly place: string
}

/** How one change is announced. A resource that moves with its organization and changes besides counts as updated. */
export function changeHeading(change: Change): ChangeHeading {
  const { kind, name } = identityOf(change.key)
  const subject = `${kindText(kind)} ${quoted(name)}`
  switch (change.action) {
    case 'create':
      return { sign: '+', text: `${subject} will be created`, place: placeOf(change.after.origin) }
    case 'update':
      return { sign: '~', text: `${subject} will be updated`, place: placeOf(change.after.origin) }
    case 'rename': {
      const place = placeOf(change.after.origin)
      if (isMove(change)) return { sign: '~', text: `${subject} will be updated`, place }
      return { sign: '->', text: `${subject} (was ${quoted(formerName(change))}) will be renamed`, place }
    }
    case 'delete': {
      const marks = marksOf(change.before)
      return { sign: '-', text: `${subject} will be removed${marks}`, place: `was ${placeOf(change.before.origin)}` }
    }
  }
}

function formerName(change: Extract<Change, { action: 'rename' }>): string {
  const [from, to] = [identityOf(change.from), identityOf(change.key)]
  return from.namespace === to.namespace ? from.name : `${from.namespace}/${from.name}`
}

function marksOf(resource: Resource): string {
  const admin = resource.kind === 'User' && resource.spec.admin === true ? ' [admin]' : ''
  return resource.annotations['charter.sh/protected'] === 'true' ? `${admin} [protected]` : admin
}

/** The heading of a plan: `# acme, revision main@a1b2c3d`. */
export function planHeading(plan: Plan): string {
  const removals = plan.phase === 'removals' ? ', removals' : ''
  const revisions = revisionsText(plan.revisions)
  return `# ${visible(unitLabel(plan.unit))}${removals}${revisions === '' ? '' : `, ${revisions}`}`
}
