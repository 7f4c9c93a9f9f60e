import { by, groupBy } from '../../lib/compare.ts'
import { shown } from '../../lib/shown.ts'
import { originAt, problemAt } from '../reading/problem.ts'
import type { Reading } from '../reading/reading.ts'
import type { Named } from './fact.ts'

/** Yields a problem for every name that is empty, and for every one that two things would share: both places are named. */
export function* clashesOf(what: string, things: readonly Named[]): Reading<void> {
  for (const [name, sharing] of [...groupBy(things, (thing) => thing.name)].sort(by(([name]) => name))) {
    if (name === '') yield* namelessOf(what, sharing)
    else yield* sharedOf(what, name, sharing)
  }
}

function* namelessOf(what: string, things: readonly Named[]): Reading<void> {
  for (const thing of things) {
    yield problemAt(thing.spot, {
      code: 'InvalidName',
      message: `no letter and no digit of ${what} ${shown(thing.original)} can stand in a name`,
      help: 'rename it first, then import again',
    })
  }
}

function* sharedOf(what: string, name: string, [first, ...others]: readonly Named[]): Reading<void> {
  if (first === undefined) return
  for (const other of others) {
    const same = other.original === first.original
    yield problemAt(other.spot, {
      code: 'DuplicateResource',
      message: same
        ? `${what} ${shown(other.original)} is declared twice`
        : `${what} ${shown(other.original)} and ${what} ${shown(first.original)} would both be named ${name}`,
      help: same ? 'keep one of them' : 'rename one of them first, then import again',
      related: [{ origin: originAt(first.spot), message: 'the other one is here' }],
    })
  }
}
