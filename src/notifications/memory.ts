import { closeSync, constants, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What receivers were told, so that a start does not tell it again. What is lost is told once more, or not told as over. */
export interface Memory {
  /** What stood in the way when the program looked last, with since when. */
  standing(): ReadonlyMap<string, string>
  stand(standing: ReadonlyMap<string, string>): void
  knows(receiver: string, gist: string): boolean
  know(receiver: string, gist: string): void
  /** What was told last of a commit's topic. */
  result(receiver: string, topic: string): string | undefined
  tellResult(receiver: string, topic: string, gist: string): void
  /** Writes what has changed; `false` where that cannot be done. Nothing is thrown. */
  save(): boolean
}

const NAME = 'notifications.json'
const VERSION = 1
/** How many of the last events of a receiver are known. */
const MOST = 2_000
const { O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_TRUNC, O_WRONLY } = constants

interface Content {
  readonly standing: Readonly<Record<string, string>>
  readonly told: Readonly<Record<string, readonly string[]>>
  readonly results: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** Opens the memory of a state folder, for these receivers; a file that is not there, or makes no sense, is an empty one. */
export function openMemory(folder: string, receivers: readonly string[]): Memory {
  const path = join(folder, NAME)
  const content = read(path)
  let standing = new Map(entries(content?.standing, isText))
  const told = new Map(receivers.map((name) => [name, new Set(texts(content?.told?.[name]))]))
  const results = new Map(receivers.map((name) => [name, new Map(entries(content?.results?.[name], isText))]))
  let isChanged = false
  return {
    standing: () => standing,
    stand(next) {
      isChanged ||= next.size !== standing.size || [...next].some(([subject, since]) => standing.get(subject) !== since)
      standing = new Map(next)
    },
    knows: (receiver, gist) => told.get(receiver)?.has(gist) === true,
    know(receiver, gist) {
      const known = told.get(receiver)
      known?.add(gist)
      const [oldest] = known ?? []
      if (known !== undefined && known.size > MOST && oldest !== undefined) known.delete(oldest)
      isChanged = true
    },
    result: (receiver, topic) => results.get(receiver)?.get(topic),
    tellResult(receiver, topic, gist) {
      results.get(receiver)?.set(topic, gist)
      isChanged = true
    },
    save() {
      if (!isChanged) return true
      const lists = [...told].map(([name, known]) => [name, [...known]] as const)
      const tables = [...results].map(([name, table]) => [name, Object.fromEntries(table)] as const)
      const value = {
        standing: Object.fromEntries(standing),
        told: Object.fromEntries(lists),
        results: Object.fromEntries(tables),
      }
      isChanged = !write(path, `${JSON.stringify({ version: VERSION, ...value })}\n`)
      return !isChanged
    },
  }
}

/** Whole or not at all; never through a link: it would overwrite what somebody let it name. */
function write(path: string, text: string): boolean {
  const temporary = `${path}.tmp`
  try {
    const file = openSync(temporary, O_CREAT | O_TRUNC | O_WRONLY | O_NOFOLLOW | O_NONBLOCK, 0o600)
    try {
      writeFileSync(file, text)
    } finally {
      closeSync(file)
    }
    renameSync(temporary, path)
    return true
  } catch {
    return false
  }
}

function read(path: string): Partial<Content> | undefined {
  try {
    const file = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
    try {
      const found = JSON.parse(readFileSync(file, 'utf8')) as (Partial<Content> & { readonly version?: unknown }) | null
      return found?.version === VERSION ? found : undefined
    } finally {
      closeSync(file)
    }
  } catch {
    return undefined
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter(isText) : []
}

function entries<T>(value: unknown, isRight: (item: unknown) => item is T): readonly (readonly [string, T])[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, item]) => (isRight(item) ? [[name, item] as const] : []))
}
