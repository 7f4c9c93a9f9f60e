import type { Words } from '../decoded.ts'
import type { Groups } from '../field.ts'
import { choice, type Spot } from './place.ts'

/** What to say where a choice between groups of fields is not made, made twice, or made by halves (`least` 0: it may be left). */
export function choiceWords(groups: Groups, least: 0 | 1, { label, value }: Spot): Words {
  const stands = (name: string): boolean => typeof value === 'object' && value !== null && Object.hasOwn(value, name)
  const names = groups.map((group) => group.join(' with '))
  const wanted = `${label} ${least === 1 ? 'needs exactly' : 'takes at most'} one of ${choice(names, 'or')}`
  const standing = groups.filter((group) => group.some(stands))
  const [first = []] = standing
  const found = choice(standing.flat().filter(stands), 'and')
  if (standing.length === 0) return { code: 'MissingField', message: `${wanted}, and none stands here` }
  if (standing.length > 1) return { code: 'InvalidField', message: `${wanted}, but ${found} stand here` }
  const missing = choice(
    first.filter((name) => !stands(name)),
    'and',
  )
  return { code: 'MissingField', message: `${wanted}, and ${found} needs ${missing}`, help: `add ${missing}` }
}
