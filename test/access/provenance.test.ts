import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createTracing } from '../../src/access/provenance.ts'
import type { Entry } from '../../src/model/ledger.ts'

function entry(seq: number, changes: readonly (readonly [uid: string, action: string, commit?: string])[]): Entry {
  return {
    format: 1,
    seq,
    previous: '',
    time: `2026-01-0${seq}T00:00:00.000Z`,
    type: 'applied',
    actor: { type: 'commit', name: `head-${seq}` },
    changes: changes.map(([uid, action, commit]) => ({
      uid,
      kind: 'User',
      action: action as 'create',
      digest: '',
      ...(commit === undefined ? {} : { commit }),
    })),
    hash: '',
  }
}

const ENTRIES = [
  entry(1, [
    ['ada', 'create', 'c1'],
    ['bob', 'create', 'c1'],
  ]),
  entry(2, [['bob', 'update', 'c2']]),
  entry(3, [['ada', 'rename']]),
  entry(4, [['cyd', 'create', 'c4']]),
]

function traced(entries: readonly Entry[], uid: string): readonly (string | undefined)[] {
  const tracing = createTracing(new Set(['ada', 'bob']))
  for (const one of entries) tracing.add(one)
  const { created, changed } = tracing.of(uid)
  return [created, changed].map((mark) => mark && `${mark.seq} ${mark.commit ?? mark.actor?.name}`)
}

test('a resource has the entry that created it and the one that last changed it', () => {
  assert.equal(traced(ENTRIES, 'bob'), ['1 c1', '2 c2'])
  assert.equal(traced(ENTRIES, 'ada'), ['1 c1', '3 head-3'])
  assert.equal(traced(ENTRIES.slice(0, 1), 'bob'), ['1 c1', '1 c1'])
})

test('what lies before the first entry that is there is not known, and what was not asked for is not told', () => {
  assert.equal(traced(ENTRIES.slice(1), 'bob'), [undefined, '2 c2'])
  assert.equal(traced(ENTRIES.slice(3), 'bob'), [undefined, undefined])
  assert.equal(traced(ENTRIES, 'cyd'), [undefined, undefined])
})

test.run()
