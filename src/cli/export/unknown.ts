import { byText } from '../../lib/compare.ts'
import { listed, nearest, visible } from '../../lib/text.ts'
import { ConfigError } from '../../model/errors.ts'

/** Says that nothing stored has a name, and which names there are. */
export function unknownName(what: string, name: string, known: readonly string[]): ConfigError {
  const meant = nearest(name, new Set(known))
  const names = [...new Set(known)].sort(byText)
  const help = names.length === 0 ? 'nothing is stored' : `there is ${listed(names)}`
  return new ConfigError(
    `there is no ${what} \`${visible(name)}\``,
    meant === undefined ? help : `did you mean \`${meant}\`?`,
  )
}
