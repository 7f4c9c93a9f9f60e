import { quoted } from '../../desired/laws/words.ts'
import type { Problem } from '../../model/problem.ts'
import { groupName, normalized } from '../reading/name.ts'
import type { Reading } from '../reading/reading.ts'
import { CALLED, type Imported } from './ground.ts'
import { type Item, originOfItem, problemOfItem, textOf } from './item.ts'

/** The names that things of one list get, by their ids; two that would share one are a problem, and so is one that gets none. */
export function* namesOf(items: readonly Item[], kind: Imported): Reading<ReadonlyMap<string, string>> {
  const names = new Map<string, string>()
  const holders = new Map<string, { readonly id: string; readonly item: Item }>()
  for (const item of items) {
    const id = textOf(item, 'id')
    if (id === undefined) continue
    const name = kind === 'UserGroup' ? groupName(id) : normalized(id)
    const holder = holders.get(name)
    if (name === '')
      yield wrong(item, { code: 'InvalidName', message: `nothing can be named after the id ${quoted(id)}` })
    else if (holder === undefined) holders.set(name, { id, item })
    else {
      const message =
        holder.id === id
          ? `${CALLED[kind]} ${quoted(id)} is there twice`
          : `${CALLED[kind]} ${quoted(id)} and ${CALLED[kind]} ${quoted(holder.id)} would both be named ${name}`
      const related = [{ origin: originOfItem(holder.item), message: 'the other one is here' }]
      yield wrong(item, { code: 'DuplicateResource', message, related })
    }
    names.set(id, name)
  }
  return names
}

function wrong(item: Item, problem: Pick<Problem, 'code' | 'message' | 'related'>): Problem {
  return problemOfItem(item, { ...problem, severity: 'error', help: 'change it there first, then import again' })
}
