import type { Chance } from '../support/chance.ts'
import type { RepositoryFixture } from '../support/repository.ts'

/** The organizations that are pushed. */
export const NAMES = ['acme', 'beta', 'gamma', 'delta', 'omega'] as const
type Name = (typeof NAMES)[number]

const BEGINNING = 20
/** So many of the users are taken away at once where a removal is to be held. */
const MANY = 8

/** Somebody who pushes: people come, many leave at once, files break, and what is held is approved. */
export interface Pusher {
  /** The commit of the first push. */
  readonly first: string
  /** How often each sort of push was made. */
  readonly made: ReadonlyMap<Push, number>
  /** Makes some push; gives its commit. */
  push(): string
  /** Approves what is held, by a commit. */
  approve(digest: string): string
  /** Makes every file right again; gives the commit. */
  repair(): string
}

/** What a push may do; `meant` removes many and says so, `law` breaks a law instead of the file. */
export type Push = 'join' | 'several' | 'syntax' | 'law' | 'leave' | 'meant' | 'nothing'

const PUSHES: readonly [Push, ...Push[]] = [
  ...(['join', 'join', 'join', 'several'] as const),
  ...(['syntax', 'law', 'leave', 'meant', 'nothing'] as const),
]

/** Begins with five organizations in a repository that is empty yet. */
export function createPusher(repository: RepositoryFixture, chance: Chance): Pusher {
  let hired = 0
  const hire = (count: number): readonly string[] => Array.from({ length: count }, () => `u${hired++}`)
  const users = new Map<Name, readonly string[]>(NAMES.map((name) => [name, hire(BEGINNING)]))
  const made = new Map<Push, number>()
  const of = (name: Name): readonly string[] => users.get(name) ?? []
  const pathOf = (name: Name): string => `${name}.yaml`
  const write = (names: readonly Name[], message = 'Change people'): string =>
    repository.commit({
      files: Object.fromEntries(names.map((name) => [pathOf(name), fileOf(name, of(name))])),
      message,
    })
  const leave = (name: Name): number => {
    const staying = of(name).slice(0, -MANY)
    const leaving = of(name).length - staying.length
    users.set(name, [...staying, ...hire(staying.length < BEGINNING ? MANY : 0)])
    return leaving
  }
  const push = (): string => {
    const kind = chance.one(PUSHES)
    const name = chance.one(NAMES)
    made.set(kind, (made.get(kind) ?? 0) + 1)
    switch (kind) {
      case 'join':
        users.set(name, [...of(name), ...hire(1 + chance.below(3))])
        return write([name])
      case 'several':
        for (const one of NAMES) users.set(one, [...of(one), ...hire(1)])
        return write(NAMES)
      case 'syntax':
        return repository.commit({ files: { [pathOf(name)]: `${fileOf(name, of(name))}  broken: [` } })
      case 'law':
        return repository.commit({ files: { [pathOf(name)]: `${fileOf(name, of(name))}${DANGLING}` } })
      case 'leave':
        leave(name)
        return write([name])
      case 'meant':
        return write([name], `People leave\n\nCharter-Removes: User=${leave(name)} organization=${name}\n`)
      case 'nothing':
        return repository.commit({ files: { 'notes.md': `${chance.below(1e9)}\n` } })
    }
  }
  return {
    first: write(NAMES),
    made,
    push,
    approve: (digest) => repository.commit({ message: `Yes\n\nCharter-Approve: ${digest}\n` }),
    repair: () => write(NAMES),
  }
}

const DANGLING = '  userGroups:\n    - {name: lost, members: [nobody]}\n'

function fileOf(name: Name, users: readonly string[]): string {
  const people = users.map(
    (user, index) => `    - {name: ${user}, email: ${user}@${name}.example${index === 0 ? ', admin: true' : ''}}\n`,
  )
  const head = `apiVersion: charter.sh/v1alpha1\nkind: Organization\nmetadata: {name: ${name}}\nspec:\n`
  return `${head}  displayName: The ${name}\n  users:\n${people.join('')}`
}
