import { recordedPeople } from '../../access/recorded.ts'
import type { Entry, RecordedRight, RecordedRights } from '../../model/ledger.ts'
import { FLAG, listOf, objectOf, TEXT, TIME, UID } from '../schema.ts'

/** What a uid is called, as far as that is known. */
export type NameOf = (uid: string) => string | undefined

/** So much of what one entry gave or took is told. */
const MOST = 500

const RIGHT = objectOf(
  {
    user: TEXT,
    uid: UID,
    permission: TEXT,
    on: { ...TEXT, description: '`organization`, `workspace/lab`; a uid where the name is not known any more' },
    from: TIME,
    until: TIME,
  },
  ['user', 'from', 'until'],
)

/** Who gained and lost what by an entry. */
export const AUDIT_ACCESS = objectOf({
  gained: listOf(RIGHT),
  lost: listOf(RIGHT),
  isComplete: { ...FLAG, description: `whether that is all: at most ${MOST} of either are told` },
})

/** Who gained and lost what by an entry: each by user, on what, and permission. Who or what has no name any more goes by its uid. */
export function auditAccess({ access }: Pick<Entry, 'access'>, nameOf: NameOf): object | undefined {
  if (access === undefined) return undefined
  const [gained, lost] = [rightsIn(access.gained, nameOf), rightsIn(access.lost, nameOf)]
  const isComplete = gained.length <= MOST && lost.length <= MOST
  return { gained: gained.slice(0, MOST), lost: lost.slice(0, MOST), isComplete }
}

/** The first of what an entry gave or took, and one more where there are more than are told. */
function rightsIn(all: readonly RecordedRights[], nameOf: NameOf): readonly object[] {
  const found: object[] = []
  for (const { holdings } of recordedPeople(all, { nameOf: (uid) => nameOf(uid) ?? uid, onText: onIn(nameOf) })) {
    for (const { uid, on, right } of holdings) {
      const { kind: _kind, on: _on, ...rest } = right
      found.push({ user: nameOf(uid), uid, on, ...rest })
      if (found.length > MOST) return found
    }
  }
  return found
}

function onIn(nameOf: NameOf): (right: RecordedRight) => string {
  return ({ kind, on }) => {
    const type = kind === undefined ? 'organization' : `${kind.charAt(0).toLowerCase()}${kind.slice(1)}`
    return `${type}${on === undefined ? '' : `/${nameOf(on) ?? on}`}`
  }
}
