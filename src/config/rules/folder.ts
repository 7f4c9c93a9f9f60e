import { relative, resolve } from 'node:path'
import { visible } from '../../lib/text.ts'
import type { Fault } from '../../schemas/decoded.ts'
import { below, items, type Part, textOf, wrong } from './fault.ts'

/** What the program keeps for itself must not lie where declarations are read: it would be taken for some, and shown in messages. */
export function folderFaults(whole: Part, folder: string): Fault[] {
  const state = below(below(whole, 'state'), 'path')
  const secrets = below(below(whole, 'secrets'), 'directory')
  return items(below(whole, 'sources')).flatMap((source, index) => {
    const path = textOf(below(below(source, 'directory'), 'path'))
    if (path === undefined) return []
    const name = visible(textOf(below(source, 'name')) ?? `${index + 1}`)
    return [state, secrets].flatMap((part) => {
      const own = textOf(part)
      if (own === undefined || !isWithin(resolve(folder, own), resolve(folder, path))) return []
      const message = `the ${part === state ? 'state folder' : 'secrets directory'} lies in the directory of source ${name}`
      return [wrong(part, message, 'put it beside the declarations, not among them')]
    })
  })
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way === '' || !(way === '..' || way.startsWith('../'))
}
