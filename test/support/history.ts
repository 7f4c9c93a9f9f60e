import type { SourcePolicy } from '../../src/model/document.ts'
import type { Entry } from '../../src/model/ledger.ts'
import type { Store } from '../../src/model/ports.ts'
import type { State } from '../../src/model/state.ts'
import { applyApproved } from '../../src/pass/approved.ts'
import { gatherContext } from '../../src/pass/gather.ts'
import { revisionsOf } from '../../src/plan/history/since.ts'
import { type PassResult, runPass } from '../../src/reconciler.ts'
import { openGit } from '../../src/sources/git.ts'
import type { Verify } from '../../src/sources/signed.ts'
import { createMemoryStore } from '../../src/store/memory.ts'
import { clockAt } from './planning.ts'
import { createRepository, type RepositoryFixture } from './repository.ts'

const START = Date.parse('2026-11-22T12:00:00.000Z')

/** A user of an organization in short. */
export interface UserLiteral {
  readonly admin?: boolean
  readonly email?: string
}

/** The source of a pass: its name, its rights, and what must be signed. */
export interface PassOptions {
  readonly name?: string
  readonly privileged?: boolean
  readonly verify?: Verify
}

/**
 * An installation that is declared in a Git repository, in the folder `orgs`; the clock stands unless it is told. A pass applies
 * first what was approved at an earlier revision.
 */
export class Declared {
  readonly repository: RepositoryFixture = createRepository()
  readonly store: Store
  now = START
  state: State | undefined
  warnings: readonly string[] = []
  approvals: readonly string[] = []
  policy: SourcePolicy = {}

  constructor(store: Store = createMemoryStore()) {
    this.store = store
  }

  async pass(revision = 'main', options: PassOptions = {}) {
    const stored = this.state ?? (await this.store.open())
    const instant = new Date(this.now).toISOString()
    const { name = 'git', privileged = true, verify } = options
    const source = openGit({
      url: this.repository.path,
      revision,
      folder: 'orgs',
      name,
      privileged,
      policy: this.policy,
      ...(verify === undefined ? {} : { verify }),
    })
    const snapshot = await source.fetch(undefined, async (name) => revisionsOf(stored, name))
    const actor = { type: 'operator', name: 'test' } as const
    const given = { instant, actor, intents: [], approvals: this.approvals }
    const clock = clockAt(instant)
    const earlier = await applyApproved([source], [snapshot], stored, { store: this.store, clock, given })
    const { context, approving, warnings } = gatherContext([snapshot], earlier.state, given)
    const around = { store: this.store, clock, actor, context, approving }
    const result: PassResult = await runPass([snapshot], earlier.state, around)
    this.state = result.state
    this.warnings = [...earlier.warnings, ...warnings, ...result.pass.warnings]
    return result
  }

  async entries(): Promise<readonly Entry[]> {
    const all: Entry[] = []
    for await (const entry of this.store.entries()) all.push(entry)
    return all
  }
}

/** The file of an organization with these users; `extra` are further lines below `spec`. */
export function organizationFile(name: string, users: Readonly<Record<string, UserLiteral>>, extra = ''): string {
  const lines = Object.entries(users).map(([user, { admin, email }]) => {
    const fields = [`name: ${user}`, ...(admin === true ? ['admin: true'] : [])]
    return `    - {${[...fields, ...(email === undefined ? [] : [`email: ${email}`])].join(', ')}}\n`
  })
  return `apiVersion: charter.sh/v1alpha1\nkind: Organization\nmetadata: {name: ${name}}\nspec:\n  displayName: The ${name}\n  users:\n${lines.join('')}${extra}`
}

/** Users by name without anything else, the first of them an admin. */
export function users(...names: readonly string[]): Readonly<Record<string, UserLiteral>> {
  return Object.fromEntries(names.map((name, index) => [name, index === 0 ? { admin: true } : {}]))
}

/** The codes of what a pass holds, sorted, and the digest of the first plan that is held. */
export function heldIn({ pass }: PassResult): { readonly codes: readonly string[]; readonly digest: string } {
  const held = pass.plans.filter(({ holds }) => holds.length > 0)
  const holds = [...pass.sourceHolds, ...held.flatMap(({ holds }) => holds)]
  return { codes: holds.map(({ code }) => code).sort(), digest: holds[0]?.digest ?? '' }
}
