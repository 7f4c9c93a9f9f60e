import type { Change } from '../../model/change.ts'
import type { Counts, Plan } from '../../model/plan.ts'
import { identityOf } from '../../model/resource.ts'

/**
 * Whether a change is only the consequence of a rename: an update that writes down a new name, or a resource that moves
 * with its renamed organization. It is applied, and neither counted nor listed (model §1, "Renames").
 */
export function followsRename(change: Change): boolean {
  switch (change.action) {
    case 'create':
    case 'delete':
      return false
    case 'update':
      return change.follows !== undefined
    case 'rename':
      return isMove(change) && change.fields.length === 0
  }
}

/** Whether a rename only moves a resource to its organization's new namespace: the name itself stays. */
export function isMove(change: Extract<Change, { action: 'rename' }>): boolean {
  return identityOf(change.from).name === identityOf(change.key).name
}

/** What the plans add, change, remove and rename together; what only follows a rename does not count. */
export function countsOf(plans: readonly Pick<Plan, 'changes'>[]): Counts {
  const counts = { add: 0, change: 0, remove: 0, rename: 0 }
  for (const { changes } of plans) {
    for (const change of changes) {
      if (followsRename(change)) continue
      if (change.action === 'create') counts.add++
      else if (change.action === 'delete') counts.remove++
      else if (change.action === 'rename' && !isMove(change)) counts.rename++
      else counts.change++
    }
  }
  return counts
}

/** Counts in words, without what is zero: `3 to add, 1 to remove`; empty where all are zero. */
export function countsText(counts: Counts): string {
  const parts = [
    counts.add > 0 ? `${counts.add} to add` : '',
    counts.change > 0 ? `${counts.change} to change` : '',
    counts.remove > 0 ? `${counts.remove} to remove` : '',
    counts.rename > 0 ? `${counts.rename} to rename` : '',
  ]
  return parts.filter((part) => part !== '').join(', ')
}
