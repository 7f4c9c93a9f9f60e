import { ENTRY_TYPES, type Entry } from '../../model/ledger.ts'
import { type Asked, type Endpoint, NOT_FOUND, type Trouble, valueEndpoint } from '../endpoint.ts'
import { ANYTHING, COUNT, listOf, mapOf, objectOf, TEXT, TIME } from '../schema.ts'
import { organizationCalled, tellRead } from '../within.ts'

const RIGHTS = listOf(
  objectOf({
    users: listOf(TEXT),
    rights: listOf(
      objectOf({ permission: TEXT, kind: TEXT, on: TEXT, from: TIME, until: TIME }, ['kind', 'on', 'from', 'until']),
    ),
  }),
)

/** An entry without the bodies of its changes: what its hash covers, so that a reader can follow the chain. */
export const ENTRY = objectOf(
  {
    format: COUNT,
    seq: COUNT,
    previous: TEXT,
    time: TIME,
    type: { type: 'string', enum: ENTRY_TYPES },
    installation: TEXT,
    unit: objectOf({ type: TEXT, organization: TEXT, name: TEXT }, ['organization', 'name']),
    organization: TEXT,
    revisions: mapOf(TEXT),
    actor: objectOf({ type: TEXT, name: TEXT }),
    plan: TEXT,
    changes: listOf(objectOf({ action: TEXT, uid: TEXT, kind: TEXT, commit: TEXT, digest: TEXT }, ['commit'])),
    access: objectOf({ gained: RIGHTS, lost: RIGHTS }),
    evidence: mapOf(ANYTHING),
    hash: TEXT,
  },
  ['installation', 'unit', 'organization', 'revisions', 'actor', 'plan', 'access', 'evidence'],
)

/** The most entries of an answer, and the most that are looked at for one. */
const MOST_ENTRIES = 100
const MOST_LOOKED_AT = 10_000

/** `/ledger`, one entry of it, and its head, for operators and auditors (api 50). */
export const LEDGER_ENDPOINTS: readonly Endpoint[] = [
  valueEndpoint({
    path: '/ledger',
    operation: 'listEntries',
    summary: 'entries of the ledger, oldest first, without what their changes say',
    parameters: [
      { name: 'from', type: 'integer', least: 1, most: Number.MAX_SAFE_INTEGER, description: 'the first entry (1)' },
      { name: 'limit', type: 'integer', least: 1, most: MOST_ENTRIES, description: `how many (${MOST_ENTRIES})` },
      { name: 'organization', type: 'text', description: 'of one organization alone: its uid, name or id' },
      { name: 'type', type: 'one', of: ENTRY_TYPES, description: 'of one type alone' },
    ],
    response: listOf(ENTRY),
    isDated: false,
    answer: (asked) => forReaders(asked, () => entriesFrom(asked)),
  }),
  valueEndpoint({
    path: '/ledger/head',
    operation: 'getHead',
    summary: 'the number and the hash of the newest entry',
    parameters: [],
    response: objectOf({ seq: COUNT, hash: TEXT }),
    isDated: false,
    answer: (asked) => forReaders(asked, async () => ({ type: 'value', value: asked.view.state.head })),
  }),
  valueEndpoint({
    path: '/ledger/{seq}',
    operation: 'getEntry',
    summary: 'one entry, without what its changes say',
    parameters: [],
    response: ENTRY,
    problems: [410],
    isDated: false,
    answer: (asked) =>
      forReaders(asked, async () => {
        const word = asked.path('seq')
        if (!/^[1-9]\d{0,14}$/.test(word) || Number(word) > asked.view.state.head.seq) return NOT_FOUND
        if (Number(word) <= (await asked.recorded.sealed())) return SEALED
        for await (const entry of asked.recorded.entries({ from: Number(word), to: Number(word) })) {
          tellRead(asked, [entry.organization ?? ''])
          return { type: 'value', value: entry }
        }
        return NOT_FOUND
      }),
  }),
]

const SEALED: Trouble = {
  type: 'problem',
  problem: { status: 410, title: 'Gone', detail: 'that entry is sealed, and its file is away', code: 'SealedAway' },
}

type Answered = Awaited<ReturnType<Extract<Endpoint, { type: 'value' }>['answer']>>

async function forReaders({ viewer }: Asked, use: () => Promise<Answered>): Promise<Answered> {
  return viewer.isOperator || viewer.isAuditor ? use() : NOT_FOUND
}

async function entriesFrom(asked: Asked): Promise<Answered> {
  const { query, recorded, view } = asked
  const first = Math.max(query.number('from') ?? 1, (await recorded.sealed()) + 1)
  const limit = query.number('limit') ?? MOST_ENTRIES
  const word = query.text('organization')
  const organization = word === undefined ? undefined : (organizationCalled(asked, word)?.name ?? word)
  const type = query.text('type')
  const last = Math.min(view.state.head.seq, first + MOST_LOOKED_AT - 1)
  const found: Entry[] = []
  let next = first
  for await (const entry of recorded.entries({ from: first, to: last })) {
    next = entry.seq + 1
    if (type !== undefined && entry.type !== type) continue
    if (organization !== undefined && entry.organization !== organization) continue
    found.push(entry)
    if (found.length === limit) break
  }
  tellRead(asked, new Set(found.map((entry) => entry.organization ?? '')))
  const links = next > view.state.head.seq ? [] : [{ rel: 'next', change: { from: String(next) } } as const]
  return { type: 'value', value: found, links }
}
