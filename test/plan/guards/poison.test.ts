import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { revisionPoisoned } from '../../../src/plan/guards/poison.ts'
import { emptyContext, emptyState } from '../../support/guard.ts'

const snapshot = (revision: string) => ({
  source: 'git',
  revision,
  complete: true,
  privileged: true,
  documents: [],
  unreadable: [],
  problems: [],
  files: new Map(),
})
const after = (count: number, revision = 'b', applied = 'a') =>
  revisionPoisoned(
    snapshot(revision),
    { ...emptyState(), revisions: { git: applied } },
    { ...emptyContext(), crashes: { git: { revision: 'b', count } } },
  )

test('a revision is held after two passes over it that ended with the program', () => {
  assert.is(after(1), undefined)
  const hold = after(2)
  assert.is(hold?.code, 'RevisionPoisoned')
  assert.is(hold?.message, 'the program ended in 2 passes over git at b')
})

test('another revision, and one that is applied, is not held', () => {
  assert.is(after(2, 'c'), undefined)
  assert.is(after(2, 'b', 'b'), undefined)
})

test.run()
