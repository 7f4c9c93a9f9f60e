import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Document, Snapshot } from '../src/model/document.ts'
import { API_VERSION, type JsonObject } from '../src/model/resource.ts'
import { planPass } from '../src/plan/pass.ts'
import { commitPass } from '../src/reconciler.ts'
import { createMemoryStore } from '../src/store/memory.ts'
import { normalized } from '../src/transfer/reading/name.ts'
import { dataFolder } from '../test/support/data.ts'
import { clockAt, contextAt } from '../test/support/planning.ts'
import type { Transition } from '../test/support/replay.ts'
import { type Row, timed, within } from './measure.ts'

interface Step {
  readonly instant: string
  readonly snapshot: Snapshot
}

/** Seven years of two real member lists, each change as a whole pass: laws, plan, guards, and a commit in memory. */
export async function replay(): Promise<readonly Row[]> {
  const data = dataFolder()
  if (data === undefined) return []
  const histories = ['kubernetes', 'kubernetes-sigs'].map((name) => [...stepsOf(data, name)])
  const time = await timed(async () => {
    for (const steps of histories) await replayed(steps)
  })
  const changes = histories.reduce((sum, steps) => sum + steps.length - 1, 0)
  return [within(`${changes.toLocaleString('en')} real changes of member lists, each a whole pass`, time, 10_000)]
}

/** What is held goes on as if somebody had approved it. */
async function replayed(steps: readonly Step[]): Promise<void> {
  const store = createMemoryStore()
  let state = await store.open()
  for (const { instant, snapshot } of steps) {
    let context = contextAt({ instant })
    let pass = planPass([snapshot], state, context)
    const holds = pass.plans.flatMap((plan) => plan.holds)
    if (holds.length > 0) {
      context = { ...context, approvals: new Set(holds.map(({ digest }) => digest)) }
      pass = planPass([snapshot], state, context)
    }
    const around = { store, clock: clockAt(instant), actor: { type: 'operator', name: 'benchmark' }, context } as const
    state = (await commitPass(pass, state, around)).state
  }
}

function* stepsOf(data: string, organization: string): Generator<Step> {
  const text = readFileSync(join(data, 'kubernetes-org/history', `${organization}.transitions.jsonl`), 'utf8')
  const declare = documentsOf(organization)
  const own = declare('Organization', organization, { displayName: organization })
  const users = new Map<string, Document>()
  const put = (login: string, spec: JsonObject): void => {
    const name = normalized(login)
    users.set(name, declare('User', name, spec))
  }
  for (const line of text.trim().split('\n')) {
    const { sha, date, initial, ...lists } = JSON.parse(line) as Transition
    const { admins_added = [], admins_removed = [], members_added = [], members_removed = [] } = lists
    for (const login of [...admins_removed, ...members_removed]) users.delete(normalized(login))
    for (const login of [...(initial?.members ?? []), ...members_added]) put(login, {})
    for (const login of [...(initial?.admins ?? []), ...admins_added]) put(login, { admin: true })
    const documents = [own, ...users.values()]
    const read = { source: 'local', revision: sha, complete: true, privileged: true }
    const snapshot = { ...read, documents, unreadable: [], problems: [], files: new Map() }
    yield { instant: new Date(date).toISOString(), snapshot }
  }
}

/** Makes documents as if each stood on a line of one file. */
function documentsOf(organization: string) {
  const file = { source: 'local', path: `${organization}.yaml`, text: '' }
  let line = 0
  return (kind: string, name: string, spec: JsonObject): Document => {
    const metadata = kind === 'Organization' ? { name } : { name, namespace: organization }
    line++
    return { file, index: line - 1, line, column: 1, value: { apiVersion: API_VERSION, kind, metadata, spec } }
  }
}
